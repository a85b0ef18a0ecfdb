import math

import numpy as np
import pytest
from numpy.typing import NDArray

from bisenet.evaluation import metrics


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


def test_boundary_iou_is_stricter_than_iou() -> None:
    near = mask(slice(20, 80), slice(22, 82)).astype(np.float32)
    assert metrics.boundary_iou(near, TARGET, EVERY) < metrics.person_iou(near, TARGET, EVERY) - 0.2


def test_ignored_pixels_do_not_count() -> None:
    valid = np.ones((100, 100), bool)
    valid[:, 20:30] = valid[:, 80:90] = False
    for metric in (metrics.person_iou, metrics.mean_iou):
        assert metric(SHIFTED, TARGET, valid) == 1.0
    assert metrics.mean_absolute_difference(SHIFTED, TARGET, valid) == 0.0


def test_the_boundary_of_the_unsure_zone_is_one_for_both() -> None:
    # A person with an unsure rim, found rim and all: among the pixels that count there is no difference.
    valid = EVERY.copy()
    valid[14:86, 14:86] = False
    valid[20:80, 20:80] = True
    found = mask(slice(14, 86), slice(14, 86)).astype(np.float32)
    assert metrics.boundary_iou(found, TARGET, valid) == 1.0


def test_room_shown_is_what_is_seen_of_the_room_far_from_outlines() -> None:
    ghost = TARGET.astype(np.float32)
    ghost[:10] = 0.5
    ghost[90:] = 0.2
    far = EVERY.copy()
    # 2% of the diagonal of 141 pixels: 3 pixels to both sides of the outline.
    far[17:83, 17:83] = False
    assert metrics.room_shown(ghost, TARGET, EVERY) == pytest.approx(0.5 * 1000 / far.sum(), rel=0.01)
    assert metrics.room_shown(TARGET.astype(np.float32), TARGET, EVERY) == 0.0
    assert metrics.room_shown(np.ones((100, 100), np.float32), TARGET, EVERY) == 1.0
    assert metrics.room_shown(np.ones((100, 100), np.float32), EVERY, EVERY) == 0.0


def test_doubt_is_the_share_of_undecided_pixels_far_from_outlines() -> None:
    matte = TARGET.astype(np.float32)
    assert metrics.doubt(matte, TARGET, EVERY) == 0.0
    # A soft outline is no doubt, a grey patch within the person and one in the room are.
    matte[18:22, 20:80] = 0.5
    assert metrics.doubt(matte, TARGET, EVERY) == 0.0
    matte[40:60, 40:60] = matte[:10, :40] = 0.6
    assert metrics.doubt(matte, TARGET, EVERY) == pytest.approx(800 / (10000 - 66**2 + 54**2), rel=0.01)


def test_where_the_label_is_unsure_an_outline_may_be() -> None:
    valid = EVERY.copy()
    valid[:, 40:60] = False
    matte = np.zeros((100, 100), np.float32)
    matte[:, 37:63] = 0.5
    nobody = np.zeros((100, 100), bool)
    assert metrics.doubt(matte, nobody, valid) == metrics.room_shown(matte, nobody, valid) == 0.0
    matte[:, 30:70] = 0.5
    assert metrics.doubt(matte, nobody, valid) > 0.1


def half(level: float = 1.0) -> NDArray[np.float32]:
    out = np.zeros((100, 100), np.float32)
    out[:, 50:] = level
    return out


def test_the_gradient_error_of_a_missed_edge() -> None:
    # Along a straight step the gradient is the derivative kernel's Gaussian, scaled by both kernels' unit norms.
    sigma = 1.4
    sum_of_smooth = math.sqrt(2 * math.sqrt(math.pi) * sigma)
    height_of_slope = math.sqrt(4 * math.sqrt(math.pi) * sigma**3) / (math.sqrt(2 * math.pi) * sigma)
    a_pixel_of_edge = (sum_of_smooth * height_of_slope) ** 2 * sigma * math.sqrt(math.pi)
    missed = metrics.gradient_error(half(0.0), half() > 0, EVERY)
    assert missed == pytest.approx(100 * a_pixel_of_edge / 1000, rel=0.01)
    assert missed == pytest.approx(1.9, abs=0.1)


def test_the_gradient_error_is_of_second_degree_and_blind_to_direction() -> None:
    missed = metrics.gradient_error(half(0.0), half() > 0, EVERY)
    assert metrics.gradient_error(half(0.5), half() > 0, EVERY) == pytest.approx(missed / 4, rel=1e-6)
    assert metrics.gradient_error(1 - half(), half() > 0, EVERY) == pytest.approx(0.0, abs=1e-9)
    assert metrics.gradient_error(half().T, half().T > 0, EVERY) == 0.0
    assert metrics.gradient_error(half(0.0).T, half().T > 0, EVERY) == pytest.approx(missed)
    flat = np.full((100, 100), 0.3, np.float32)
    assert metrics.gradient_error(flat, flat > 1, EVERY) == pytest.approx(0.0, abs=1e-9)


def test_the_gradient_error_ignores_unsure_pixels() -> None:
    valid = EVERY.copy()
    valid[:, 40:60] = False
    ramp = np.asarray(np.tile(np.clip((np.arange(100) - 40) / 20, 0, 1), (100, 1)), np.float32)
    assert metrics.gradient_error(ramp, half() > 0, EVERY) > 0.5
    assert metrics.gradient_error(ramp, half() > 0, valid) == pytest.approx(0.0, abs=1e-9)


def test_flicker_counts_where_the_picture_stood_still() -> None:
    before = np.full((60, 80, 3), 100, np.uint8)
    after = before.copy()
    after[:, 40:] = 180
    matte = np.full((60, 80), 0.25, np.float32)
    changed = matte.copy()
    changed[:, :20] = 0.75
    changed[:, 60:] = 1.0
    lumas = metrics.still_luma(after), metrics.still_luma(before)
    # The blurred edge reaches a few pixels into the half that did not change.
    assert metrics.flicker(changed, matte, *lumas) == pytest.approx(0.5 * 20 / 36, rel=0.1)
    assert metrics.flicker(changed, matte, lumas[0], lumas[0]) == pytest.approx((0.5 * 20 + 0.75 * 20) / 80)
    assert metrics.flicker(matte, matte, *lumas) == 0.0
    assert metrics.flicker(changed, matte, lumas[0] + 50, lumas[0]) == 0.0


def test_camera_noise_is_no_change() -> None:
    rng = np.random.default_rng(0)
    room = np.full((60, 80, 3), 100, np.int16)
    noisy = [np.asarray(room + rng.integers(-3, 4, room.shape), np.uint8) for _ in range(2)]
    black, white = np.zeros((60, 80), np.float32), np.ones((60, 80), np.float32)
    assert metrics.flicker(white, black, *map(metrics.still_luma, noisy)) == 1.0
