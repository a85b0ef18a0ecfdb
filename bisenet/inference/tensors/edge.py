"""Finishing a matte's edge: threshold, growing, feathering, as `bisenet.inference.edge`."""

import torch
from torch import Tensor

from bisenet.inference.edge import disc
from bisenet.inference.tensors.filters import Blur, dilated


def stretched(alpha: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Map a matte, (h, w) in [0, 1], to whole levels: 0 up to `low`, 255 from `high` on, tensors without dimensions."""
    return ((alpha - low) * (255 / (high - low))).clamp_(0, 255).round_()


def grown(levels: Tensor, steps: Tensor, share: Tensor, outwards: bool) -> Tensor:
    """Dilate a matte in levels, (h, w), by a radius between two whole ones, or erode it.

    The smaller radius is made up of discs of 1, 2, 4, ... pixels, so that another one is another value and needs no
    other steps; the result differs from one disc's by a pixel at most, on slanted edges.

    Args:
        levels: the matte.
        steps: 1 for each of those discs that is taken, else 0; float32 (n,).
        share: of the result with one pixel more, a tensor without dimensions in [0, 1].
        outwards: dilate rather than erode.
    """
    sign = 1 if outwards else -1
    small = sign * levels
    for power, taken in enumerate(steps.unbind()):
        small = torch.lerp(small, _in_disc(small, 1 << power), taken)
    return (sign * torch.lerp(small, _in_disc(small, 1), share)).round_()


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
