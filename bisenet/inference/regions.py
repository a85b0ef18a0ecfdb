"""Tidies a matte by its regions: removes isolated specks and fills holes that are not background.

Both rest on reconstruction by dilation (Vincent, "Morphological Grayscale Reconstruction", 1993), here of masks: what
of a mask hangs together with a marker.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
# A speck is what no square of this side, a share of the matte's height, fits into.
SPECK_SIDE = 0.06
# Below this a pixel of a hole is sure to be background.
SURE_BACKGROUND = 0.15


def tidy(alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a matte, float32 (h, w) in [0, 1], without specks, its false holes filled.

    A region of person stays if it is large, or within reach of one that is: a second person is never lost, however far
    from the first. A hole that the body encloses is filled unless some of it is sure to be background, as between an
    arm and the body.
    """
    person = alpha > 0.5
    dropped, filled = _specks(person), _holes(person, alpha)
    if not dropped.any() and not filled.any():
        return alpha
    tidied = alpha.copy()
    tidied[filled] = 1
    tidied[dropped] = 0
    return tidied


def reconstruct(marker: Mask, mask: Mask) -> Mask:
    """Return the 8-connected regions of a mask, bool (h, w), that hold a pixel of `marker`."""
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_16U)
    if count == 2 and (marker & mask).any():
        return mask
    kept = np.zeros(count, bool)
    kept[labels[marker & mask]] = True
    return np.asarray(kept[labels], bool)


def _specks(person: Mask) -> Mask:
    """Return what belongs to no large region and touches none."""
    side = max(2, round(SPECK_SIDE * person.shape[0]))
    core = cv2.erode(person.view(np.uint8), np.ones((side, side), np.uint8)) > 0
    # One step of dilation: what is separated by a line only still touches.
    near = cv2.dilate(person.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.asarray(near & ~reconstruct(core, near), bool)


def _holes(person: Mask, alpha: NDArray[np.float32]) -> Mask:
    """Return the regions of background that are enclosed and of which no pixel is sure to be background."""
    room = ~person
    outside = np.zeros_like(room)
    outside[[0, -1], :] = outside[:, [0, -1]] = True
    holes = room & ~reconstruct(outside | (alpha < SURE_BACKGROUND), room)
    if not holes.any():
        return holes
    # Their soft rims too; what is beyond them is person.
    return np.asarray(cv2.dilate(holes.view(np.uint8), np.ones((3, 3), np.uint8)) > 0, bool)
