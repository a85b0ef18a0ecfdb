import numpy as np
import pytest

from app.core.errors import StageError
from app.core.types import Composite, Frame, Matte, Size
from tests.fakes import SMALL, plain


def frame() -> Frame:
    return Frame(plain((1, 2, 3)), 0, 0.0)


def test_a_published_frame_is_read_only() -> None:
    shown = frame()
    with pytest.raises(ValueError, match="read-only"):
        shown.rgb[0, 0] = 0
    assert shown.size == SMALL


@pytest.mark.parametrize("bad", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)])
def test_a_frame_of_another_form_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(StageError):
        Frame(bad, 0, 0.0)


@pytest.mark.parametrize(
    "alpha",
    [
        np.zeros((3, 3), np.float32),
        np.zeros((SMALL.height, SMALL.width), np.float64),
        np.full((SMALL.height, SMALL.width), np.nan, np.float32),
        np.full((SMALL.height, SMALL.width), 1.01, np.float32),
        np.full((SMALL.height, SMALL.width), -0.01, np.float32),
    ],
)
def test_a_matte_that_is_not_of_this_frame_is_refused(alpha: np.ndarray) -> None:
    with pytest.raises(StageError):
        Matte(alpha, frame())


def test_one_nan_is_enough() -> None:
    alpha = np.zeros((SMALL.height, SMALL.width), np.float32)
    alpha[5, 5] = np.nan
    with pytest.raises(StageError, match="damaged"):
        Matte(alpha, frame())


def test_a_composite_without_a_matte_is_a_slate() -> None:
    assert Composite(plain((0, 0, 0)), None).is_slate
    assert str(Size(1280, 720)) == "1280x720"
