"""Detects whether a scene stands still, moves or was cut."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

# Cells of the thumbnail, in pixels of half the network's input.
CELL = 8
# Levels of 255. A cell's mean has next to no camera noise left; one that moves changes by more than this,
_STILL = 1.0
# and no pixel's noise reaches this.
_STILL_PIXEL = 32
CUT = 25.0


@dataclass(frozen=True)
class Glimpse:
    """A reduced frame, to compare later frames with.

    Attributes:
        rgb: the network's input, uint8 (h, w, 3).
        cells: the mean colour of each cell of 16 x 16 pixels, float32 (h / 16, w / 16, 3).
    """

    rgb: NDArray[np.uint8]
    cells: NDArray[np.float32]

    @classmethod
    def of(cls, rgb: NDArray[np.uint8]) -> Self:
        """Look at the network's input, uint8 (h, w, 3)."""
        # By way of a half, which is cheap and rounds by less than a cell's mean can tell.
        half = cv2.resize(rgb, (rgb.shape[1] // 2, rgb.shape[0] // 2), interpolation=cv2.INTER_AREA)
        size = (max(1, half.shape[1] // CELL), max(1, half.shape[0] // CELL))
        return cls(rgb, np.asarray(cv2.resize(half.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32))


def is_still(now: Glimpse, before: Glimpse) -> bool:
    """Say whether neither a cell's colour nor any pixel has changed by more than camera noise."""
    if now.rgb.shape != before.rgb.shape or np.abs(now.cells - before.cells).max() > _STILL:
        return False
    return bool(cv2.absdiff(now.rgb, before.rgb).max() <= _STILL_PIXEL)


def is_cut(now: Glimpse, before: Glimpse) -> bool:
    """Say whether the picture has become another one, by the cells' mean change beyond that of the light."""
    if now.cells.shape != before.cells.shape:
        return True
    change = (now.cells - before.cells).mean(axis=2)
    return bool(np.abs(change - change.mean()).mean() > CUT)
