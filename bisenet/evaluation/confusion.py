"""Metrics of a segmentation into classes, from how often each class was taken for each.

Sources: Long et al., "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015, section 5, for pixel
accuracy, mean accuracy, mean IoU and frequency-weighted IoU; Dice, "Measures of the Amount of Ecologic Association
Between Species", 1945, for F1.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError


@dataclass(frozen=True)
class ClassScores:
    """The scores of a segmentation, over all pixels that count.

    A class that is in no target has no accuracy, one that is in no target and no prediction neither IoU nor F1: it is
    NaN in the arrays and left out of the means.

    Attributes:
        share: of each class in the targets, float64 (C,), 0 .. 1.
        accuracy: share of each class's pixels that were found, float64 (C,).
        iou: of each class, float64 (C,).
        f1: of each class, the harmonic mean of precision and recall, float64 (C,).
        pixel_accuracy: share of the pixels whose class is right.
        mean_accuracy: over the classes in the targets.
        mean_iou: over the classes in targets or predictions.
        mean_f1: likewise.
        frequency_weighted_iou: mean of the IoUs of the classes in the targets, weighted by their share.
    """

    share: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    iou: NDArray[np.float64]
    f1: NDArray[np.float64]
    pixel_accuracy: float
    mean_accuracy: float
    mean_iou: float
    mean_f1: float
    frequency_weighted_iou: float


class ConfusionMatrix:
    """Counts pixels by class and prediction, picture after picture.

    Args:
        num_classes: C.

    Attributes:
        counts: int64 (C, C); row: the class in the target, column: the class that was predicted.
    """

    def __init__(self, num_classes: int) -> None:
        self.counts = np.zeros((num_classes, num_classes), np.int64)

    def add(self, predicted: NDArray[np.uint8], target: NDArray[np.uint8], valid: NDArray[np.bool_]) -> None:
        """Count the pixels of a picture.

        Args:
            predicted: class indices, uint8 (H, W), all below C.
            target: class indices, uint8 (H, W), below C where a pixel counts.
            valid: bool (H, W), false where a pixel does not count.

        Raises:
            DataError: the shapes differ, or an index that counts is not below C.
        """
        if not predicted.shape == target.shape == valid.shape:
            raise DataError(f"A prediction {predicted.shape} is not the size of its mask {target.shape}; resize it.")
        found, wanted = predicted[valid], target[valid]
        num_classes = len(self.counts)
        if found.size and max(found.max(), wanted.max()) >= num_classes:
            raise DataError(f"A class index is not below the number of classes, {num_classes}; correct the masks.")
        pairs = np.bincount(wanted.astype(np.intp) * num_classes + found, minlength=num_classes**2)
        self.counts += pairs.reshape(num_classes, num_classes)

    def scores(self) -> ClassScores:
        """Return the metrics of all that was counted; NaN where nothing was."""
        right = np.diag(self.counts)
        target, predicted = self.counts.sum(axis=1), self.counts.sum(axis=0)
        pixels = target.sum()
        share, accuracy = _ratio(target, np.full_like(target, pixels)), _ratio(right, target)
        iou, f1 = _ratio(right, target + predicted - right), _ratio(2 * right, target + predicted)
        return ClassScores(
            share,
            accuracy,
            iou,
            f1,
            pixel_accuracy=right.sum() / pixels if pixels else math.nan,
            mean_accuracy=_mean(accuracy),
            mean_iou=_mean(iou),
            mean_f1=_mean(f1),
            frequency_weighted_iou=float(np.nansum(share * iou)) if pixels else math.nan,
        )


def _ratio(part: NDArray[np.generic], whole: NDArray[np.generic]) -> NDArray[np.float64]:
    """Divide, with NaN where the divisor is 0."""
    divisor = whole.astype(np.float64)
    quotient: NDArray[np.float64] = np.divide(part, divisor, out=np.full_like(divisor, np.nan), where=divisor > 0)
    return quotient


def _mean(values: NDArray[np.float64]) -> float:
    """Return the mean of those that are not NaN; NaN where there is none."""
    present = values[~np.isnan(values)]
    return float(present.mean()) if present.size else float("nan")
