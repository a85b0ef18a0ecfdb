"""A network that maps a picture on the device to a matte there."""

from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from bisenet.errors import ModelError
from bisenet.language import _
from bisenet.manifest import find_person_card
from bisenet.preprocess import Preprocessing
from bisenet.trained import load_trained

# Algorithms that cuDNN tries for each of some thirty convolutions; the likeliest come first, and the start waits.
_CANDIDATES = 4


class Network:
    """A module in eval mode: half precision and channels-last on CUDA, float32 on the CPU.

    Args:
        model: maps (1, 3, h, w) to logits (1, 1, h, w); it is moved and changed.
        preprocessing: of the input.
        device: where it runs.
        name: for the read-out.

    Raises:
        ModelError: CUDA was asked for and is not there.
    """

    def __init__(self, model: nn.Module, preprocessing: Preprocessing, device: torch.device, name: str) -> None:
        if device.type == "cuda" and not torch.cuda.is_available():
            raise ModelError(_("PyTorch finds no CUDA device here; choose --device cpu or auto."))
        self.name = name
        self.device = device
        self.preprocessing = preprocessing
        # A stream of frames has one shape: the search for its fastest convolutions is paid once.
        torch.backends.cudnn.benchmark = True
        # TF32, which an environment variable may allow, errs by a hundred squared levels where sums are subtracted.
        torch.backends.cuda.matmul.fp32_precision = "ieee"
        if device.type == "cuda":
            torch.backends.cudnn.benchmark_limit = _CANDIDATES
        self._dtype = torch.float16 if device.type == "cuda" else torch.float32
        model.eval()
        fold_batch_norm(model)
        self._model: nn.Module = model.to(device, self._dtype)
        self._model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        std = torch.tensor(preprocessing.std)
        self._scale = (1 / 255 / std).view(3, 1, 1).to(device)
        self._shift = (-torch.tensor(preprocessing.mean) / std).view(3, 1, 1).to(device)

    @property
    def is_half(self) -> bool:
        """Whether it computes in half precision."""
        return self._dtype == torch.float16

    def widen(self) -> None:
        """Compute in float32 from now on: the half-precision convolutions of some cards give NaN."""
        self._dtype = torch.float32
        self._model.to(self._dtype)

    def unload(self) -> None:
        """Release the weights, so that their memory can be freed; the network can no longer be used."""
        self._model = nn.Identity()

    def __call__(self, picture: Tensor) -> Tensor:
        """Map a picture, (3, h, w), to a matte, (h, w) in [0, 1], or NaN where the network is broken."""
        image = torch.addcmul(self._shift, picture, self._scale)[None]
        image = image.to(self._dtype, memory_format=torch.channels_last)
        logits: Tensor = self._model(image)
        return torch.sigmoid(logits[0, 0].float())


def load_network(word: str, device: str, weights: Path | None = None) -> Network:
    """Build a trained network of one class on `cpu` or `cuda`; `word` and `weights` are as `find_card` takes them.

    Raises:
        ModelError: there is no such model, it has several classes, or CUDA is not there.
        WeightsError: the weights are missing or damaged.
    """
    card = find_person_card(word, weights)
    card.verify()
    return Network(load_trained(card), card.preprocessing, torch.device(device), card.title)


def fold_batch_norm(module: nn.Module) -> None:
    """Fold every batch norm, in eval mode, into the convolution that its parent holds right before it, in place."""
    children = list(module.named_children())
    for _name, child in children:
        fold_batch_norm(child)
    for (conv_name, conv), (bn_name, bn) in pairwise(children):
        if isinstance(conv, nn.Conv2d) and isinstance(bn, nn.BatchNorm2d):
            setattr(module, conv_name, fuse_conv_bn_eval(conv, bn))
            setattr(module, bn_name, nn.Identity())
