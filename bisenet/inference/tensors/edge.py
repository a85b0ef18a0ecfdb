"""Finishing a matte's edge: threshold, growing, feathering, as `bisenet.inference.edge`."""

import torch
from torch import Tensor

from bisenet.inference.edge import disc
from bisenet.inference.tensors.filters import Blur, dilated


def stretched(alpha: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Map a matte, (h, w) in [0, 1], to whole levels: 0 up to `low`, 255 from `high` on, tensors without dimensions."""
    return ((alpha - low) * (255 / (high - low))).clamp_(0, 255).round_()


def grown(levels: Tensor, inner: int, share: Tensor, outwards: bool) -> Tensor:
    """Dilate a matte in levels, (h, w), by a radius between two whole ones, or erode it.

    Args:
        levels: the matte.
        inner: the smaller radius in pixels.
        share: of the result with one pixel more, a tensor without dimensions in [0, 1].
        outwards: dilate rather than erode.
    """
    sign = 1 if outwards else -1
    small, large = (_in_disc(sign * levels, radius) for radius in (inner, inner + 1))
    return (sign * torch.lerp(small, large, share)).round_()


def feathered(levels: Tensor, blur: Blur) -> Tensor:
    """Blur a matte in levels, (h, w)."""
    return blur(levels).round_()


def _in_disc(levels: Tensor, radius: int) -> Tensor:
    """Return the largest value within a disc: within any of the rectangles, as wide as it is, that make it up."""
    widths = disc(radius)[radius:].sum(1)
    # From the middle outwards a disc gets narrower; of rows that are equally wide the last gives the height.
    heights = {int(width): 2 * row + 1 for row, width in enumerate(widths) if width}
    parts = [dilated(levels[None], height, width)[0] for width, height in heights.items()]
    result = parts[0]
    for part in parts[1:]:
        result = torch.maximum(result, part)
    return result
