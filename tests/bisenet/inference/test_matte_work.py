"""Threshold, growing, feathering, regions, steadiness and scenes: pure functions of arrays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bisenet.inference.edge import Finish, finish
from bisenet.inference.regions import reconstruct, tidy
from bisenet.inference.scene import Glimpse, is_cut, is_still
from bisenet.inference.steady import steady

Alpha = NDArray[np.float32]
shapes = st.tuples(st.integers(1, 60), st.integers(1, 60))


def noise(shape: tuple[int, int], seed: int = 0) -> Alpha:
    return np.random.default_rng(seed).random(shape, np.float32)


def disc(shape: tuple[int, int], centre: tuple[float, float], radius: float) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return np.asarray(np.hypot(rows - centre[0], columns - centre[1]) <= radius)


# --- the edge


def test_finishing_stretches_the_middle() -> None:
    alpha = np.array([[0.0, 0.2, 0.5, 0.8, 1.0]], np.float32)
    assert finish(alpha, Finish()).tolist() == [[0, 0, 128, 255, 255]]


@given(shapes, st.floats(0, 0.9), st.floats(0.01, 0.9), st.floats(-20, 20), st.floats(0, 20))
@settings(max_examples=150, deadline=None)
def test_empty_and_full_mattes_stay_so_at_any_setting_and_size(
    shape: tuple[int, int], low: float, span: float, grow: float, feather: float
) -> None:
    how = Finish(low, min(1.0, low + span), grow, feather)
    assert (finish(np.zeros(shape, np.float32), how) == 0).all()
    assert (finish(np.ones(shape, np.float32), how) == 255).all()
    some = finish(noise(shape), how)
    assert some.shape == shape
    assert some.dtype == np.uint8


def test_growing_and_shrinking_are_in_pixels_at_720p() -> None:
    person = disc((720, 1280), (360, 640), 100).astype(np.float32)
    area = {grow: float((finish(person, Finish(grow=grow)) / 255).sum()) for grow in (-10.0, 0.0, 2.5, 10.0)}
    for grow, measured in area.items():
        assert measured == pytest.approx(np.pi * (100 + grow) ** 2, rel=0.02)
    half = finish(disc((360, 640), (180, 320), 50).astype(np.float32), Finish(grow=10))
    assert float((half / 255).sum()) == pytest.approx(np.pi * 55**2, rel=0.02)


def test_feathering_softens_the_edge_where_it_is() -> None:
    person = np.zeros((720, 200), np.float32)
    person[:, 100:] = 1
    row = finish(person, Finish(feather=16))[300] / 255
    assert 8 <= ((row > 0.02) & (row < 0.98)).sum() <= 24
    assert row[99] < 0.5 < row[100]
    assert (np.diff(row) >= 0).all()


# --- regions


def scene(*discs: tuple[tuple[float, float], float]) -> Alpha:
    alpha = np.zeros((90, 160), np.float32)
    for centre, radius in discs:
        alpha[disc(alpha.shape, centre, radius)] = 1
    return alpha


def test_a_second_person_is_never_lost() -> None:
    alpha = scene(((55, 40), 30), ((45, 130), 6))
    assert (tidy(alpha) == alpha).all()


def test_isolated_specks_are_removed() -> None:
    alpha = scene(((55, 40), 30), ((15, 130), 1.5))
    assert (tidy(alpha) == scene(((55, 40), 30))).all()


def test_regions_that_touch_a_person_stay() -> None:
    alpha = scene(((55, 40), 30))
    alpha[50:52, 70:90] = 1
    assert (tidy(alpha) == alpha).all()


@pytest.mark.parametrize(("inside", "filled"), [(0.3, True), (0.0, False)])
def test_a_hole_is_filled_unless_it_is_background(inside: float, filled: bool) -> None:
    alpha = scene(((50, 80), 35))
    hole = disc(alpha.shape, (50, 80), 6)
    alpha[hole] = inside
    assert (tidy(alpha)[hole] == 1).all() == filled
    assert filled or (tidy(alpha) == alpha).all()


def test_a_gap_open_to_the_border_is_no_hole() -> None:
    alpha = scene(((50, 80), 35))
    alpha[50:, 75:85] = 0.3
    assert (tidy(alpha) == alpha).all()


def test_tidying_leaves_its_argument_alone() -> None:
    alpha = scene(((15, 130), 1.5))
    before = alpha.copy()
    tidy(alpha)
    assert (alpha == before).all()


@given(shapes, st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_tidying_any_size_stays_in_range(shape: tuple[int, int], seed: int) -> None:
    result = tidy(noise(shape, seed))
    assert result.shape == shape
    assert 0 <= result.min() <= result.max() <= 1


def test_reconstruction_keeps_regions_that_hold_a_marker() -> None:
    mask = np.zeros((5, 9), bool)
    mask[1:4, 1:3] = mask[1:4, 5:8] = True
    marker = np.zeros_like(mask)
    marker[2, 6] = marker[0, 0] = True
    expected = mask.copy()
    expected[:, :4] = False
    assert (reconstruct(marker, mask) == expected).all()


# --- time


def test_a_step_is_followed_at_once() -> None:
    off, on = np.zeros((4, 4), np.float32), np.ones((4, 4), np.float32)
    assert (steady(on, off, 1.0) == 1).all()
    assert (steady(off, on, 1.0) == 0).all()


def test_shimmer_is_held() -> None:
    """A value that jumps by a few percent from frame to frame comes out calmer, and the calmer the steadier."""
    rng = np.random.default_rng(0)
    values = 0.5 + 0.04 * rng.standard_normal((60, 8, 8)).astype(np.float32)
    movement = []
    for steadiness in (0.0, 0.5, 1.0):
        shown = [values[0]]
        for value in values[1:]:
            shown.append(steady(value, shown[-1], steadiness))
        movement.append(float(np.abs(np.diff(shown, axis=0)).mean()))
    assert movement[2] < 0.3 * movement[0]
    assert movement[2] < movement[1] < movement[0]


def test_a_slow_drift_is_followed() -> None:
    shown = np.zeros((1, 1), np.float32)
    for value in np.linspace(0, 1, 60, dtype=np.float32):
        shown = steady(np.full((1, 1), value, np.float32), shown, 1.0)
    for _ in range(60):
        shown = steady(np.ones((1, 1), np.float32), shown, 1.0)
    assert shown[0, 0] > 0.99


@given(shapes, st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_the_steady_matte_lies_between_both_and_is_a_new_array(shape: tuple[int, int], steadiness: float) -> None:
    new, old = noise(shape, 1), noise(shape, 2)
    copies = new.copy(), old.copy()
    result = steady(new, old, steadiness)
    assert (result >= np.minimum(new, old) - 1e-6).all()
    assert (result <= np.maximum(new, old) + 1e-6).all()
    assert not np.shares_memory(result, new)
    assert not np.shares_memory(result, old)
    assert (new == copies[0]).all()
    assert (old == copies[1]).all()


# --- scenes


def glimpse(grey: NDArray[np.uint8]) -> Glimpse:
    return Glimpse.of(np.repeat(grey[..., None], 3, axis=2))


def test_camera_noise_is_still_and_a_small_movement_is_not() -> None:
    rng = np.random.default_rng(0)
    room = rng.integers(40, 200, (192, 320)).astype(np.float64)
    first, second = (np.clip(room + rng.normal(0, 2.5, room.shape), 0, 255).astype(np.uint8) for _ in range(2))
    assert is_still(glimpse(first), glimpse(second))
    moved = second.copy()
    moved[40:52, 60:72] = 255
    assert not is_still(glimpse(moved), glimpse(first))


def test_a_change_of_light_is_no_cut() -> None:
    rng = np.random.default_rng(0)
    blocks = rng.integers(0, 256, (12, 20)).astype(np.uint8)
    one, other = (np.kron(blocks[::step], np.ones((16, 16), np.uint8)) for step in (1, -1))
    assert is_cut(glimpse(one), glimpse(other))
    assert not is_cut(glimpse(one), glimpse(np.clip(one.astype(int) + 30, 0, 255).astype(np.uint8)))
    assert is_cut(glimpse(one), glimpse(one[:64]))
