"""The fade of a matte along those borders of the camera frame that lie inside the output.

A person whom such a border cuts off would otherwise end in a straight line.
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.look import Look
from app.core.placement import PlacedFrame, Rect, fitted, place
from app.core.types import Alpha, Matte, Size

# Length of a fade, as a share of the frame's shorter side; shorter where less of the output lies beyond the border.
_LENGTH = 0.1
# Share of a border by which the part that fades is wider than the part that the person touches, to either side.
SPREAD = 0.05
# Level of the matte at a border from which the fade is complete.
TOUCHING = 64
# For the hint: share of a border that a person covers, and share of the output that lies beyond it.
_COVERED, _BEYOND = 0.05, 0.01
_LEVEL = 128


@dataclass(frozen=True)
class BorderFades:
    """How far a matte fades along the borders of its frame.

    Attributes:
        left, right: shares of the frame's width; 0 for a border that does not lie inside the output.
        top, bottom: likewise, of its height.
    """

    left: float
    right: float
    top: float
    bottom: float


def border_fades(box: Rect, size: Size) -> BorderFades | None:
    """Return the fades of a frame that is placed in `box`; None if none of its borders lies inside an output of `size`.

    They grow with the part of the output beyond the border, so that nothing jumps while a person is moved.
    """
    gaps = _gaps(box, size)
    if max(gaps) <= 0:
        return None
    longest = _LENGTH * min(box.width, box.height)
    left, right, top, bottom = (min(max(gap, 0), longest) for gap in gaps)
    return BorderFades(left / box.width, right / box.width, top / box.height, bottom / box.height)


def faded(alpha: Alpha, fades: BorderFades) -> Alpha:
    """Return a matte, uint8 (h, w), that fades towards borders where the person touches them; nowhere above `alpha`."""
    result = alpha.copy()
    # Views, each with its border as the first column.
    sides = (
        (alpha, result, fades.left),
        (alpha[:, ::-1], result[:, ::-1], fades.right),
        (alpha.T, result.T, fades.top),
        (alpha[::-1].T, result[::-1].T, fades.bottom),
    )
    for original, target, length in sides:
        loss = fade_loss(length, original.shape[1])
        if len(loss):
            part = target[:, : len(loss)]
            kept = 1 - _touched(original)[:, None] * loss
            target[:, : len(loss)] = np.rint(part * kept)
    return result


def fade_loss(length: float, cells: int) -> NDArray[np.float32]:
    """Return by how much a matte fades near a border, float32 (n,) in [0, 1], from the border inwards.

    Args:
        length: of the fade, as a share of `cells`.
        cells: of the matte across the border.
    """
    reach = length * cells
    at = np.clip((np.arange(min(math.ceil(reach), cells)) + 0.5) / max(reach, 1e-6), 0, 1)
    return np.asarray(1 - at * at * (3 - 2 * at), np.float32)


def spread(cells: int) -> int:
    """Return the radius in cells by which the touched part of a border with that many cells is widened."""
    return max(1, round(SPREAD * cells))


def place_person(matte: Matte, size: Size, look: Look) -> PlacedFrame:
    """Place a frame and its alpha as `place`, with the alpha faded along borders that lie inside the output."""
    fades = None if look.is_in_place and matte.frame.size == size else _fades(matte, size, look)
    return place(matte if fades is None else replace(matte, alpha=faded(matte.alpha, fades)), size, look)


def ends_at_border(matte: Matte, size: Size, look: Look) -> bool:
    """Return whether a border of the frame that is visible in an output of `size` cuts off a considerable part."""
    box, alpha = fitted(matte.frame.size, size, look), matte.alpha
    borders = (alpha[:, 0], alpha[:, -1], alpha[0], alpha[-1])
    least = (_BEYOND * size.width, _BEYOND * size.width, _BEYOND * size.height, _BEYOND * size.height)
    return any(
        gap > enough and float((border >= _LEVEL).mean()) > _COVERED
        for gap, enough, border in zip(_gaps(box, size), least, borders, strict=True)
    )


def _fades(matte: Matte, size: Size, look: Look) -> BorderFades | None:
    return border_fades(fitted(matte.frame.size, size, look), size)


def _gaps(box: Rect, size: Size) -> tuple[int, int, int, int]:
    """Return how much of the output lies beyond each border: left, right, top, bottom; negative if it is outside."""
    return box.left, size.width - box.left - box.width, box.top, size.height - box.top - box.height


def _touched(alpha: Alpha) -> NDArray[np.float32]:
    """Return where the person touches the left border, float32 (h,), 0 .. 1, widened with soft ends."""
    border = np.ascontiguousarray(alpha[:, :2].max(axis=1)).reshape(-1, 1).astype(np.float32)
    touched = np.minimum(border / TOUCHING, 1)
    side = 2 * spread(len(touched)) + 1
    wide = cv2.dilate(touched, np.ones((side, 1), np.uint8))
    return np.asarray(cv2.blur(wide, (1, side), borderType=cv2.BORDER_REPLICATE), np.float32)[:, 0]
