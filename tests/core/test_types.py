import numpy as np
import pytest

from app.core.errors import StageError
from app.core.types import Composite, Frame, Matte, Size
from bisenet.preprocess import halve
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
        np.zeros((3, 3), np.uint8),
        np.zeros((SMALL.height, SMALL.width, 1), np.uint8),
        np.zeros((SMALL.height // 2, SMALL.width), np.uint8),
        np.zeros((SMALL.height, SMALL.width), np.float32),
        np.full((SMALL.height, SMALL.width), np.nan, np.float32),
    ],
)
def test_a_matte_that_is_not_of_this_frame_is_refused(alpha: np.ndarray) -> None:
    with pytest.raises(StageError):
        Matte(alpha, frame())


@pytest.mark.parametrize("factor", [1, 2, 4, 8])
def test_a_matte_may_be_smaller_than_its_frame_by_halves(factor: int) -> None:
    assert Matte(np.zeros((SMALL.height // factor, SMALL.width // factor), np.uint8), frame()).factor == factor


def test_a_flipped_frame_is_as_in_a_mirror() -> None:
    rgb = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    flipped = Frame(rgb, 7, 1.5).flipped()
    assert (flipped.rgb == rgb[:, ::-1]).all()
    assert (flipped.index, flipped.captured_at) == (7, 1.5)


@pytest.mark.parametrize(
    "size", [(720, 1280), (1080, 1920), (480, 640), (722, 1284), (721, 1281), (90, 160), (2160, 96)]
)
@pytest.mark.parametrize("least", [(360, 480), (180, 320), (90, 160)])
def test_halves_of_a_frame_are_those_that_the_network_sees(size: tuple[int, int], least: tuple[int, int]) -> None:
    rgb = np.random.default_rng(3).integers(0, 256, (*size, 3), dtype=np.uint8)
    assert np.array_equal(Frame(rgb, 0, 0.0).halved(*least), halve(rgb, *least))


def test_halves_of_a_frame_are_computed_once_and_read_only() -> None:
    shown = Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0.0)
    quarter, half = shown.halved(180, 320), shown.halved(360, 640)
    assert shown.halved(180, 320) is quarter
    assert shown.halved(360, 640) is half
    assert shown.halved(720, 1280) is shown.rgb
    with pytest.raises(ValueError, match="read-only"):
        half[0, 0] = 0


def test_a_mirrored_frame_has_its_own_halves() -> None:
    rgb = np.random.default_rng(3).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    shown = Frame(rgb, 0, 0.0)
    assert np.array_equal(shown.flipped().halved(360, 640), shown.halved(360, 640)[:, ::-1])


def test_a_composite_without_a_matte_is_a_slate() -> None:
    assert Composite(plain((0, 0, 0)), None).is_slate
    assert str(Size(1280, 720)) == "1280x720"
