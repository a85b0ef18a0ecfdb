"""Steadies mattes over time and detects cuts, without a round trip to the host."""

import torch
import torch.nn.functional as F
from torch import Tensor

from bisenet.inference.scene import CELL, CUT
from bisenet.inference.steady import MOST, MOVEMENT, NOISE


def steady(alpha: Tensor, previous: Tensor, steadiness: Tensor) -> Tensor:
    """Draw a matte, (h, w) in [0, 1], towards the one before, as `bisenet.inference.steady.steady`.

    Args:
        alpha: of this frame.
        previous: what was kept of the frame before.
        steadiness: 0 .. 1, a tensor without dimensions.
    """
    change = previous - alpha
    ramp = ((change.abs() - NOISE) / (MOVEMENT - NOISE)).clamp_(0, 1)
    share = 1 - ramp * ramp * (3 - 2 * ramp)
    return torch.addcmul(alpha, share * change, MOST * steadiness).clamp_(0, 1)


def thumbnail(grey: Tensor) -> Tensor:
    """Return the mean intensity of each cell of a picture, (h, w), whose sides are multiples of 8."""
    return F.avg_pool2d(grey[None], CELL)[0]


def is_cut(now: Tensor, before: Tensor) -> Tensor:
    """Say whether the picture has become another one: bool without dimensions, still on the device."""
    change = now - before
    return (change - change.mean()).abs().mean() > CUT
