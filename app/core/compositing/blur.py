"""The blurred room."""

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.look import DEFAULT_LOOK
from app.core.placement import Rect, fitted, place, resize
from app.core.types import Matte, Rgb, Size

# Height at which the room is blurred: the result looks the same as at full size.
_ROWS = 180
PASSES = 3
LITTLE = 1e-3


def blurred_room(matte: Matte, size: Size, strength: int, *, whole_frame: bool = False) -> Rgb:
    """Return the blurred room, RGB uint8 of `size`; the person is removed first so that no halo surrounds them.

    Blurring room * (1 - alpha) and dividing by the blurred (1 - alpha) gives a mean over room pixels alone. It also
    fills the parts of `size` that the frame does not cover.

    Args:
        matte: with its frame.
        size: of the result.
        strength: 1 .. 100, as in `Blur`.
        whole_frame: as in `Look`; nothing else moves the room.
    """
    small = reduced_size(size)
    look = replace(DEFAULT_LOOK, whole_frame=whole_frame)
    placed = place(matte, small, look)
    rgb, alpha = placed.rgb.astype(np.float32), resize(placed.alpha, small.width, small.height)
    inside = _inside(fitted(matte.frame.size, small, look), small)
    # Edge pixels are half person; removing a little more prevents a glow.
    weight = inside * (1 - cv2.dilate(alpha, np.ones((3, 3), np.uint8)) / np.float32(255))
    side = box_side(strength, small.height)
    room = _blurred(rgb * weight[..., None], side)
    total = _blurred(weight, side)[..., None]
    # Far inside the person there is no room pixel nearby; use the room's mean colour.
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
    """Return the side of the box filter, in pixels, for a picture with `rows` rows.

    Applied three times it is within a few percent of a Gaussian, at a cost that does not grow with its width.
    """
    sigma = strength / 100 * rows / 8
    return 2 * round(0.5 * (math.sqrt(12 * sigma**2 / PASSES + 1) - 1)) + 1


def _inside(box: Rect, size: Size) -> NDArray[np.float32]:
    """Return a mask of a frame that is placed in `box`, float32 (h, w), 1 inside."""
    inside = np.zeros((size.height, size.width), np.float32)
    inside[max(0, box.top) : box.top + box.height, max(0, box.left) : box.left + box.width] = 1
    return inside


def _blurred(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    for _ in range(PASSES):
        values = np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT_101), np.float32)
    return values
