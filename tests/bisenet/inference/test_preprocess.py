from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisenet.preprocess import Preprocessing

HALF = Preprocessing((0.5, 0.5, 0.5), (0.5, 0.5, 0.5), pixel_budget=192 * 320)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_the_input_is_a_multiple_and_near_the_budget(height: int, width: int) -> None:
    rows, columns = HALF.input_size(height, width)
    assert rows % 32 == 0
    assert columns % 32 == 0
    assert rows >= 32
    assert columns >= 32
    assert rows * columns <= 2 * HALF.pixel_budget


@pytest.mark.parametrize(
    ("frame", "expected"),
    [((720, 1280), (192, 352)), ((480, 640), (224, 288)), ((800, 600), (288, 224)), ((500, 500), (256, 256))],
)
def test_the_input_follows_the_frame(frame: tuple[int, int], expected: tuple[int, int]) -> None:
    assert HALF.input_size(*frame) == expected


def test_values_and_layout() -> None:
    rgb = np.zeros((720, 1280, 3), np.uint8)
    rgb[..., 0] = 255
    tensor = HALF.normalise(HALF.resize(rgb))
    assert tensor.shape == (3, 192, 352)
    assert tensor.dtype == np.float32
    assert tensor[0] == pytest.approx(1.0)
    assert tensor[1] == pytest.approx(-1.0)


def test_it_travels_as_json() -> None:
    assert Preprocessing.from_dict(asdict(HALF)) == HALF
    with pytest.raises(ValueError, match="three numbers"):
        Preprocessing.from_dict({**asdict(HALF), "mean": [1, 2]})


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (2160, 3840), (719, 1281)])
def test_shrinking_averages_areas(size: tuple[int, int]) -> None:
    """A picture of fine stripes becomes their mean, however large the step: nothing aliases."""
    rgb = np.zeros((*size, 3), np.uint8)
    rgb[:, ::2] = 200
    assert HALF.resize(rgb)[8:-8, 8:-8].astype(float) == pytest.approx(100, abs=30)


@pytest.mark.parametrize("change", [{"pixel_budget": -5}, {"multiple": 0}, {"std": [0.2, 0, 0.2]}, {"mean": "abc"}])
def test_values_out_of_their_range_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must be above 0|expected three numbers"):
        Preprocessing.from_dict({**asdict(HALF), **change})
