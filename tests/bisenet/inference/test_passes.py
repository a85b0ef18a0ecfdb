import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.inference.passes import Passes, average, scaled, slide, window_starts
from bisenet.preprocess import Preprocessing

MULTIPLE = 8
INPUT = Preprocessing((0.5, 0.5, 0.5), (0.2, 0.2, 0.2), 48 * 64, MULTIPLE)
RGB = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
# Classes 1 and 2 swap in a mirror.
MIRRORED = (0, 2, 1)


def by_brightness(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Answer for each pixel by its own colour alone."""
    share = rgb.astype(np.float32) + 1
    return np.ascontiguousarray((share / share.sum(axis=2, keepdims=True)).transpose(2, 0, 1))


def by_place(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Answer by what is left in the picture: class 1 is the left half, class 2 the right one."""
    answer = np.zeros((3, *rgb.shape[:2]), np.float32)
    middle = rgb.shape[1] // 2
    answer[1, :, :middle] = answer[2, :, middle:] = 1
    return answer


class Counting:
    """Answers at random, but the same for the same picture; keeps the sizes that it saw."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, ...]] = []

    def __call__(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        assert rgb.flags.c_contiguous
        self.sizes.append(rgb.shape[:2])
        rng = np.random.default_rng(int(rgb.astype(np.int64).sum()))
        answer = rng.random((3, *rgb.shape[:2]), dtype=np.float32)
        return np.asarray(answer / answer.sum(axis=0), np.float32)


@given(
    cells=st.integers(1, 60),
    window=st.integers(1, 60),
    overlap=st.floats(0, 0.9),
)
def test_windows_cover_a_side_and_overlap_as_much_as_asked(cells: int, window: int, overlap: float) -> None:
    length, extent = cells * MULTIPLE, min(window, cells) * MULTIPLE
    starts = window_starts(length, extent, overlap, MULTIPLE)
    assert starts[0] == 0
    assert starts[-1] + extent == length
    steps = np.diff(starts)
    assert all(steps > 0)
    assert all((steps <= extent * (1 - overlap)) | (steps == MULTIPLE))
    assert all(start % MULTIPLE == 0 for start in starts)


@pytest.mark.parametrize("window", [(48, 64), (41, 57), (1000, 1000)])
@pytest.mark.parametrize("others", [Passes(), Passes((0.5, 1.0), mirrored=True)])
def test_one_window_that_covers_the_picture_changes_nothing(window: tuple[int, int], others: Passes) -> None:
    windowed = Passes(others.scales, others.mirrored, window)
    plain, slid = Counting(), Counting()
    expected, answer = (average(net, RGB, INPUT, how, MIRRORED) for net, how in ((plain, others), (slid, windowed)))
    assert plain.sizes == slid.sizes
    np.testing.assert_array_equal(answer, expected)


def test_windows_of_a_network_that_sees_single_pixels_agree_with_the_whole() -> None:
    passes = Passes(window=(16, 24), full_size=True)
    whole = average(by_brightness, RGB, INPUT, Passes(full_size=True), MIRRORED)
    np.testing.assert_allclose(average(by_brightness, RGB, INPUT, passes, MIRRORED), whole, atol=1e-6)


def test_where_windows_overlap_their_mean_is_taken() -> None:
    rgb = np.zeros((8, 24, 3), np.uint8)
    answers = iter([0.2, 0.6])
    answer = slide(
        lambda seen: np.full((1, *seen.shape[:2]), next(answers), np.float32), rgb, Passes(window=(8, 16)), 8, 1
    )
    np.testing.assert_allclose(answer[0, 0], [0.2] * 8 + [0.4] * 8 + [0.6] * 8, atol=1e-6)


def test_a_mirrored_pass_swaps_classes_back() -> None:
    once = average(by_place, RGB, INPUT, Passes(), MIRRORED)
    np.testing.assert_array_equal(average(by_place, RGB, INPUT, Passes(mirrored=True), MIRRORED), once)
    assert np.abs(average(by_place, RGB, INPUT, Passes(mirrored=True), (0, 1, 2)) - once).max() == 0.5


def test_the_network_sees_the_sizes_that_were_asked_for() -> None:
    seen = Counting()
    average(seen, RGB, INPUT, Passes((0.5, 1, 1.5), mirrored=True), MIRRORED)
    assert seen.sizes == [size for size in ((24, 32), (48, 64), (72, 96)) for _ in range(2)]
    seen = Counting()
    answer = average(seen, RGB, INPUT, Passes((0.01, 2), full_size=True), MIRRORED)
    # 90 rows are 11 multiples of 8.
    assert seen.sizes == [(8, 8), (176, 240)]
    assert answer.shape == (3, 88, 120)


def test_probabilities_still_add_up_to_one() -> None:
    passes = Passes((0.75, 1, 1.25), mirrored=True, window=(24, 24))
    answer = average(Counting(), RGB, INPUT, passes, MIRRORED)
    np.testing.assert_allclose(answer.sum(axis=0), 1, atol=1e-5)
    assert answer.dtype == np.float32


def test_sizes_have_at_least_one_multiple() -> None:
    assert scaled((48, 64), 0.001, 32) == (32, 32)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"scales": ()}, "Scales are"),
        ({"scales": (0.0,)}, "Scales are"),
        ({"scales": (float("nan"),)}, "Scales are"),
        ({"scales": (100.0,)}, "Scales are"),
        ({"window": (0, 8)}, "A window has"),
        ({"overlap": 1.0}, "The overlap is"),
        ({"overlap": -0.1}, "The overlap is"),
    ],
)
def test_values_out_of_range_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Passes(**values)  # type: ignore[arg-type]
