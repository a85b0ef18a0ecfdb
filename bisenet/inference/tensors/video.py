"""Mattes for one frame after another of a video, on the device."""

import torch
import torch.nn.functional as F
from torch import Tensor

from bisenet.inference.segmenter import least_guide
from bisenet.inference.tensors.matte import GuidedUpsample
from bisenet.inference.tensors.network import Network
from bisenet.inference.tensors.regions import Tidy
from bisenet.inference.tensors.resample import even_halvings, grey, halved, reduced, resized
from bisenet.inference.tensors.steady import is_cut, steady, thumbnail


class VideoMattes:
    """Segments the frames of one video, all of one size, in their order.

    `bisenet.inference.video` uses the network's last matte again while nothing moves. Here the network always runs: to
    skip it the host would have to read what the device saw and wait for it, which costs more than the network does.

    Args:
        network: segments each frame.
        height, width: of the frames.

    Attributes:
        shape: height and width of the mattes: the frame's, or a half, quarter, ... of them.
        memory: what one frame leaves for the next; every call changes these tensors in place.
    """

    def __init__(self, network: Network, height: int, width: int) -> None:
        device = network.device
        self._network = network
        self._halvings = even_halvings(height, width, *least_guide(height, width))
        self.shape = (height >> self._halvings, width >> self._halvings)
        self._input = network.preprocessing.input_size(*self.shape)
        self._input_halvings = even_halvings(*self.shape, *self._input)
        height, width = self._input[0] // 2, self._input[1] // 2
        self._tidy = Tidy(height, width, device)
        self._enlarge = GuidedUpsample(height, width, device)
        self._matte = torch.zeros(height, width, device=device)
        self._thumbnail = thumbnail(self._matte)
        self._is_set = torch.zeros((), dtype=torch.bool, device=device)
        self.memory = (self._matte, self._thumbnail, self._is_set)

    def forget(self) -> None:
        """Let the next frame be the first of another video."""
        self._is_set.fill_(False)

    def __call__(self, picture: Tensor, steadiness: Tensor) -> tuple[Tensor, Tensor]:
        """Segment the next frame.

        Args:
            picture: (3, H, W).
            steadiness: 0 follows the network at once, 1 holds the most; a tensor without dimensions.

        Returns:
            The matte, `shape`, 0 .. 1 or somewhat beyond, and whether the network's answer was sound, bool without
            dimensions: the result of damaged output must not be shown.
        """
        guide = reduced(picture, self._halvings)
        small = resized(reduced(guide, self._input_halvings), *self._input).round()
        small_grey = halved(grey(small)[None])[0]
        answer = self._network(small)
        # NaN fails this comparison too.
        sound = ((answer >= 0) & (answer <= 1)).all()
        answer = F.avg_pool2d(answer[None], 2)[0]
        seen = thumbnail(small_grey)
        follows = self._is_set & ~is_cut(seen, self._thumbnail)
        matte = torch.where(follows, steady(answer, self._matte, steadiness), answer)
        self._matte.copy_(matte)
        self._thumbnail.copy_(seen)
        self._is_set.fill_(True)
        return self._enlarge(self._tidy(matte), small_grey, grey(guide)), sound
