"""Segmentation and matting metrics of one picture, pure functions of arrays.

All that judge a matte take `matte` float32 (H, W) in [0, 1], `target` bool (H, W), and `valid` bool (H, W), false where
a pixel does not count.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.inference.edge import Finish

Mask = NDArray[np.bool_]
BOUNDARY_BAND = 0.02
# Share of the diagonal from an outline on, beyond which a matte should be decided.
FAR = 0.02
_DECIDED = 0.1
_FINISH = Finish()
_GRADIENT_SIGMA = 1.4
_STILL_SIGMA = 2.0
_STILL_LEVELS = 1.0


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
    """Return the IoU of both masks' inner boundary bands, 2% of the diagonal wide, at a threshold of 0.5.

    Pixels that do not count are background in both masks before the bands are taken; otherwise the target's band would
    run along the unsure zone and the prediction's would not.

    Source: Cheng et al., "Boundary IoU: Improving Object-Centric Image Segmentation Evaluation", CVPR 2021.
    """
    width = max(1, round(BOUNDARY_BAND * float(np.hypot(*target.shape))))
    predicted, wanted = (_inner_band(mask & valid, width) for mask in (matte > 0.5, target))
    return intersection_over_union(predicted, wanted, valid)


def mean_absolute_difference(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the mean |matte - target| over the valid pixels, the MAD of matting."""
    return float(np.abs(matte - target)[valid].mean()) if valid.any() else 0.0


def gradient_error(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the matting field's gradient error: low where the matte's edge is as sharp as the target's and lies there.

    The squared difference of both gradients' magnitudes, summed over the valid pixels, in thousands. The gradients are
    taken with first derivatives of a Gaussian, sigma 1.4 pixels, each kernel of unit Euclidean norm as in the authors'
    code; outside the picture its edge goes on. A straight edge that is missed costs about 0.019 a pixel of its length.
    Pixels that do not count are background in both before the gradients are taken.

    Source: Rhemann et al., "A Perceptually Motivated Online Benchmark for Image Matting", CVPR 2009.
    """
    difference = _gradient(np.where(valid, matte, 0)) - _gradient(target & valid)
    return float(np.square(difference[valid]).sum()) / 1000


def person_fraction(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the fraction of valid pixels that are called person: the error where nobody is."""
    return float((matte > 0.5)[valid].mean()) if valid.any() else 0.0


def room_shown(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the mean `stretched` matte over background far from any outline."""
    where = far_from_outlines(target, valid) & ~target
    return float(stretched(matte)[where].mean()) if where.any() else 0.0


def doubt(matte: NDArray[np.float32], target: Mask, valid: Mask) -> float:
    """Return the share of the pixels far from any outline whose `stretched` matte lies between 0.1 and 0.9."""
    where = far_from_outlines(target, valid)
    shown = stretched(matte)[where]
    return float(((shown > _DECIDED) & (shown < 1 - _DECIDED)).mean()) if where.any() else 0.0


def stretched(matte: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a matte as live frames are finished by default: what is low becomes 0 and what is high 1."""
    return np.asarray(np.clip((matte - _FINISH.low) / (_FINISH.high - _FINISH.low), 0, 1), np.float32)


def far_from_outlines(target: Mask, valid: Mask) -> Mask:
    """Return the valid pixels farther than `FAR` of the diagonal from the target's outline, bool (H, W).

    Where the label is unsure an outline may be: pixels near it are left out too.
    """
    reach = FAR * float(np.hypot(*target.shape))
    known = np.where(valid, np.where(target, np.uint8(2), np.uint8(1)), np.uint8(0))
    inner = cv2.erode(known, np.ones((3, 3), np.uint8))
    outer = cv2.dilate(known, np.ones((3, 3), np.uint8))
    away = cv2.distanceTransform((inner == outer).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(valid & (away > reach), np.bool_)


def still_luma(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what `flicker` compares of a frame, RGB uint8 (H, W, 3): its blurred luma, float32 (H, W), 0 .. 255."""
    luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(luma, (0, 0), _STILL_SIGMA), np.float32)


def flicker(
    matte: NDArray[np.float32],
    previous: NDArray[np.float32],
    luma: NDArray[np.float32],
    previous_luma: NDArray[np.float32],
) -> float:
    """Return the mean change of the matte from one frame to the next where the picture did not change, 0 .. 1.

    A pixel did not change where its luma, blurred with a sigma of 2 pixels, differs by less than one level of 255.

    Args:
        matte: of a frame, float32 (H, W) in [0, 1].
        previous: of the frame before.
        luma: of the frame, by `still_luma`.
        previous_luma: of the frame before.
    """
    still = np.abs(luma - previous_luma) < _STILL_LEVELS
    return float(np.abs(matte - previous)[still].mean()) if still.any() else 0.0


def _inner_band(mask: Mask, width: int) -> Mask:
    # The picture's own edge counts as boundary too, hence the border of zeros.
    padded = np.pad(mask, 1).astype(np.uint8)
    eroded = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=width)
    inner: Mask = eroded[1:-1, 1:-1] > 0
    return mask & ~inner


def _gradient(alpha: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the gradient's magnitude, float64 (H, W)."""
    # Far enough out that the Gaussian has fallen below 1%, as in the authors' code.
    reach = math.ceil(_GRADIENT_SIGMA * math.sqrt(-2 * math.log(math.sqrt(2 * math.pi) * _GRADIENT_SIGMA * 0.01)))
    offsets = np.arange(-reach, reach + 1)
    smooth = np.exp(-(offsets**2) / (2 * _GRADIENT_SIGMA**2))
    slope = -offsets * smooth
    smooth, slope = smooth / np.linalg.norm(smooth), slope / np.linalg.norm(slope)
    values = alpha.astype(np.float64)
    across = cv2.sepFilter2D(values, -1, slope, smooth, borderType=cv2.BORDER_REPLICATE)
    down = cv2.sepFilter2D(values, -1, smooth, slope, borderType=cv2.BORDER_REPLICATE)
    return np.hypot(across, down)
