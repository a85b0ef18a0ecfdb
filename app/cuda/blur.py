"""The blurred room, on the device; as `app.core.compositing.blur`."""

from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from app.core.compositing.blur import HALVINGS, PASSES, box_side, padding, reduced_size
from app.core.look import DEFAULT_LOOK
from app.core.placement import fitted
from app.core.values import Size
from app.cuda.placement import Placer, halvings_at
from bisenet.inference.tensors.filters import Blur, box, dilated
from bisenet.inference.tensors.resample import enlarged


class RoomBlur:
    """Blurs the room after removing the person, for frames and mattes of one size.

    Args:
        frame: size of the frames.
        matte: height and width of the mattes.
        size: of the output.
        device: where it runs.
        whole_frame: as in `Look`.
    """

    def __init__(
        self, frame: Size, matte: tuple[int, int], size: Size, device: torch.device, *, whole_frame: bool = False
    ) -> None:
        self._size = size
        small = reduced_size(size)
        place = fitted(frame, small, replace(DEFAULT_LOOK, whole_frame=whole_frame))
        self._frames, self._mattes = (
            Placer(*shape, small, halvings_at(*shape, place, small), device)
            for shape in ((frame.height, frame.width), matte)
        )
        self._frames.set_rect(place)
        self._mattes.set_rect(place)
        self._blur = Blur.blank(small.height, small.width, device)

    def set(self, strength: int) -> None:
        """Set the strength, 1 .. 100."""
        self._blur.set(box(box_side(strength, len(self._blur.rows))), times=PASSES)

    def __call__(self, picture: Tensor, alpha: Tensor) -> Tensor:
        """Map a frame, (3, h, w), and its matte to the blurred room, (3, H, W), all in levels."""
        person = dilated(self._mattes(alpha[None]), 3, 3)
        weight = self._frames.inside * (1 - person / 255)
        blurred = self._blur(_filled(self._frames(picture), weight))
        return enlarged(blurred.clamp_(0, 255).floor_(), self._size.height, self._size.width).round_()


def _filled(picture: Tensor, weight: Tensor) -> Tensor:
    """Return a picture, (3, h, w), whose pixels of little weight, (1, h, w), come from coarser copies of it."""
    height, width = picture.shape[-2:]
    below, right = padding(Size(width, height))
    known = torch.cat([picture * weight, weight])
    mean = known[:3].sum((1, 2)) / weight.sum().clamp(min=1)
    levels = [F.pad(known, (0, right, 0, below))]
    for _ in range(HALVINGS):
        total = 4 * F.avg_pool2d(levels[-1][None], 2)[0]
        levels.append(total / total[3:].clamp(min=1))
    filled = mean[:, None, None].expand(3, *levels[-1].shape[-2:])
    for level in reversed(levels):
        filled = level[:3] + (1 - level[3:]) * enlarged(filled, *level.shape[-2:])
    return filled[:, :height, :width]
