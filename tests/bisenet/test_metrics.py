import numpy as np
import pytest

from bisenet import metrics


def mask(rows: slice, columns: slice) -> np.ndarray:
    out = np.zeros((100, 100), bool)
    out[rows, columns] = True
    return out


EVERY = np.ones((100, 100), bool)
TARGET = mask(slice(20, 80), slice(20, 80))
SHIFTED = mask(slice(20, 80), slice(30, 90)).astype(np.float32)


def test_perfect_and_empty() -> None:
    for metric in (metrics.person_iou, metrics.mean_iou, metrics.boundary_iou):
        assert metric(TARGET.astype(np.float32), TARGET, EVERY) == 1.0
    nobody = np.zeros((100, 100), np.float32)
    assert metrics.person_iou(nobody, nobody > 0, EVERY) == 1.0
    assert metrics.person_fraction(nobody, nobody > 0, EVERY) == 0.0


def test_by_hand() -> None:
    assert metrics.person_iou(SHIFTED, TARGET, EVERY) == pytest.approx(3000 / 4200)
    background = (10000 - 4200) / (10000 - 3000)
    assert metrics.mean_iou(SHIFTED, TARGET, EVERY) == pytest.approx((3000 / 4200 + background) / 2)
    assert metrics.mean_absolute_difference(SHIFTED, TARGET, EVERY) == pytest.approx(1200 / 10000)
    assert metrics.person_fraction(SHIFTED, TARGET, EVERY) == pytest.approx(0.36)


def test_the_boundary_is_judged_harder() -> None:
    near = mask(slice(20, 80), slice(22, 82)).astype(np.float32)
    assert metrics.boundary_iou(near, TARGET, EVERY) < metrics.person_iou(near, TARGET, EVERY) - 0.2


def test_ignored_pixels_do_not_count() -> None:
    valid = np.ones((100, 100), bool)
    valid[:, 20:30] = valid[:, 80:90] = False
    for metric in (metrics.person_iou, metrics.mean_iou):
        assert metric(SHIFTED, TARGET, valid) == 1.0
    assert metrics.mean_absolute_difference(SHIFTED, TARGET, valid) == 0.0
