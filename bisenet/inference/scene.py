"""Telling from a thumbnail whether a scene stands still, moves or was cut."""

import cv2
import numpy as np
from numpy.typing import NDArray

# Cells of the thumbnail, in pixels of half the network's input.
CELL = 8
# Levels of 255. A cell's mean has next to no camera noise left; one that moves changes by more than this.
_STILL = 1.0
CUT = 25.0


def thumbnail(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mean intensity of each cell of a picture, uint8 (h, w), as float32 (h / 8, w / 8)."""
    size = (max(1, grey.shape[1] // CELL), max(1, grey.shape[0] // CELL))
    return np.asarray(cv2.resize(grey.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def is_still(now: NDArray[np.float32], before: NDArray[np.float32]) -> bool:
    """Say whether no cell has changed by more than camera noise."""
    return now.shape == before.shape and bool(np.abs(now - before).max() <= _STILL)


def is_cut(now: NDArray[np.float32], before: NDArray[np.float32]) -> bool:
    """Say whether the picture has become another one, by the cells' mean change beyond that of the light."""
    if now.shape != before.shape:
        return True
    change = now - before
    return bool(np.abs(change - change.mean()).mean() > CUT)
