"""The blurred room."""

import math
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.look import DEFAULT_LOOK
from app.core.placement import Rect, fitted, place, resize
from app.core.types import Matte, Rgb, Size

# Height at which the room is blurred: the result looks the same as at full size.
_ROWS = 180
PASSES = 3
# What is missing is filled from a pyramid with so many reductions by half.
HALVINGS = 6


def blurred_room(matte: Matte, size: Size, strength: int, *, whole_frame: bool = False) -> Rgb:
    """Return the blurred room, RGB uint8 of `size`; the person is removed first so that no halo surrounds them.

    What the person hides, and the parts of `size` that the frame does not cover, are filled from the nearest pixels of
    the room before everything is blurred, so that no edge remains.

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
    room = _blurred(_filled(rgb, weight), box_side(strength, small.height))
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


def padding(size: Size) -> tuple[int, int]:
    """Return how many rows and columns `size` lacks to be halved `HALVINGS` times."""
    return -size.height % 2**HALVINGS, -size.width % 2**HALVINGS


def _filled(rgb: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture, float32 (h, w, 3), whose pixels of little weight (0 .. 1) come from coarser copies of it.

    Source: Gortler et al., The Lumigraph (1996), section 3.4, "push-pull".
    """
    height, width = weight.shape
    below, right = padding(Size(width, height))
    known = np.dstack([rgb * weight[..., None], weight])
    mean = known[..., :3].sum(axis=(0, 1)) / max(float(weight.sum()), 1.0)
    levels = [cv2.copyMakeBorder(known, 0, below, 0, right, cv2.BORDER_CONSTANT, value=0)]
    for _ in range(HALVINGS):
        rows, columns = levels[-1].shape[:2]
        total = 4 * cv2.resize(levels[-1], (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
        levels.append(total / np.maximum(total[..., 3:], 1))
    filled: NDArray[Any] = np.broadcast_to(np.asarray(mean, np.float32), (*levels[-1].shape[:2], 3))
    for level in reversed(levels):
        rows, columns = level.shape[:2]
        filled = cv2.resize(filled, (columns, rows), interpolation=cv2.INTER_LINEAR)
        filled = level[..., :3] + (1 - level[..., 3:]) * filled
    return np.asarray(filled[:height, :width], np.float32)


def _blurred(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    for _ in range(PASSES):
        values = np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT_101), np.float32)
    return values
