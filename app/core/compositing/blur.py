"""The room itself, blurred."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.look import DEFAULT_LOOK
from app.core.placement import fitted, place, resize
from app.core.types import Matte, Rgb, Size

# The room is blurred at about this height, where a blur looks the same.
_ROWS = 180
PASSES = 3
LITTLE = 1e-3


def blurred_room(matte: Matte, size: Size, strength: int) -> Rgb:
    """Return the room at `size`, blurred, with the person taken out first so that no halo surrounds them.

    Blurring room * (1 - alpha) and dividing by the blurred (1 - alpha) is a mean over room pixels alone. Where the
    frame leaves parts of `size` open, the blur reaches out.

    Args:
        matte: of the frame whose room it is.
        size: of the picture.
        strength: 1 .. 100, as `Blur` has it.
    """
    small = reduced_size(size)
    placed = place(matte, small, DEFAULT_LOOK)
    rgb, alpha = placed.rgb.astype(np.float32), resize(placed.alpha, small.width, small.height)
    # Half of an edge is person; a little more is left out, so that none of it glows around them.
    weight = _inside(matte.frame.size, small) * (1 - cv2.dilate(alpha, np.ones((3, 3), np.uint8)) / np.float32(255))
    side = box_side(strength, small.height)
    room = _blurred(rgb * weight[..., None], side)
    total = _blurred(weight, side)[..., None]
    # Far inside a person there is no room to average; the mean colour of the room fills in.
    mean = (rgb * weight[..., None]).sum(axis=(0, 1)) / max(float(weight.sum()), 1.0)
    room += np.float32(LITTLE) * mean
    room /= total + np.float32(LITTLE)
    blurred = np.clip(room, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(blurred, (size.width, size.height), interpolation=cv2.INTER_LINEAR), np.uint8)


def reduced_size(size: Size) -> Size:
    """Return the size at which the room is blurred for an output of `size`."""
    scale = max(1, round(size.height / _ROWS))
    return Size(max(1, size.width // scale), max(1, size.height // scale))


def box_side(strength: int, rows: int) -> int:
    """Return the side of the box whose mean, taken thrice, blurs a picture of so many rows.

    That is within a few percent of a Gaussian, at a cost that does not grow with its width.
    """
    sigma = strength / 100 * rows / 8
    return 2 * round(0.5 * (math.sqrt(12 * sigma**2 / PASSES + 1) - 1)) + 1


def _inside(frame: Size, size: Size) -> NDArray[np.float32]:
    """Return 1 where the frame lies, float32 (h, w)."""
    box = fitted(frame, size, DEFAULT_LOOK)
    inside = np.zeros((size.height, size.width), np.float32)
    inside[box.top : box.top + box.height, box.left : box.left + box.width] = 1
    return inside


def _blurred(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    for _ in range(PASSES):
        values = np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT_101), np.float32)
    return values
