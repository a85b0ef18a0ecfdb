"""Segmentation metrics of one picture, pure functions of arrays.

All take `matte` float32 (H, W) in [0, 1], `target` bool (H, W), and `valid` bool (H, W), false where a pixel does not
count.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
BOUNDARY_BAND = 0.02


def intersection_over_union(predicted: Mask, target: Mask, valid: Mask) -> float:
    """Return the IoU of two masks among the valid pixels; 1 where both are empty."""
    union = int(((predicted | target) & valid).sum())
    return int((predicted & target & valid).sum()) / union if union else 1.0


def person_iou(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the person's IoU at a threshold of 0.5."""
    return intersection_over_union(matte > 0.5, target, valid)


def mean_iou(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the mean of the person's and the background's IoU at a threshold of 0.5."""
    predicted = matte > 0.5
    person = intersection_over_union(predicted, target, valid)
    return (person + intersection_over_union(~predicted, ~target, valid)) / 2


def boundary_iou(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the IoU of both masks' inner boundary bands, 2 % of the diagonal wide.

    Source: Cheng et al., "Boundary IoU: Improving Object-Centric Image Segmentation Evaluation", CVPR 2021.
    """
    width = max(1, round(BOUNDARY_BAND * float(np.hypot(*target.shape))))
    return intersection_over_union(_inner_band(matte > 0.5, width), _inner_band(target, width), valid)


def mean_absolute_difference(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the mean |matte - target| over the valid pixels, the MAD of matting."""
    return float(np.abs(matte - target)[valid].mean()) if valid.any() else 0.0


def person_fraction(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the fraction of valid pixels that are called person: the error where nobody is."""
    return float((matte > 0.5)[valid].mean()) if valid.any() else 0.0


def _inner_band(mask: Mask, width: int) -> Mask:
    # The picture's own edge counts as boundary too, hence the border of zeros.
    padded = np.pad(mask, 1).astype(np.uint8)
    eroded = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=width)
    inner: Mask = eroded[1:-1, 1:-1] > 0
    return mask & ~inner
