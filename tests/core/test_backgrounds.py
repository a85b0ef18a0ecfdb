import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.backgrounds import ColourBackground, ImageBackground, cover
from app.core.blur import BlurBackground
from app.core.types import Frame, Matte, Size
from tests.fakes import SMALL, plain


def matte(rgb: np.ndarray, alpha: np.ndarray) -> Matte:
    return Matte((255 * alpha).astype(np.uint8), Frame(rgb, 0, 0.0))


def empty(size: Size = SMALL) -> Matte:
    return matte(plain((5, 6, 7), size), np.zeros((size.height, size.width)))


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50), st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_cover_fills_any_size(w: int, h: int, width: int, height: int) -> None:
    fitted = cover(plain((10, 20, 30), Size(w, h)), Size(width, height))
    assert fitted.shape == (height, width, 3)
    assert (fitted == (10, 20, 30)).all()


def test_cover_keeps_the_shape_of_things() -> None:
    wide = np.zeros((100, 400, 3), np.uint8)
    wide[:, 150:250] = 255
    assert (cover(wide, Size(100, 100)) > 250).all()


def test_an_image_is_scaled_once_per_size() -> None:
    background = ImageBackground(plain((1, 2, 3), Size(300, 200)))
    first = background.picture(empty(), SMALL)
    assert background.picture(empty(), SMALL) is first
    assert background.picture(empty(), Size(10, 10)).shape == (10, 10, 3)


def test_a_colour_is_that_colour() -> None:
    assert (ColourBackground(0, 177, 64).picture(empty(), SMALL) == (0, 177, 64)).all()


def test_blur_takes_nothing_of_the_person() -> None:
    size = Size(320, 180)
    rgb = plain((40, 80, 120), size)
    alpha = np.zeros((180, 320))
    rgb[60:, 100:220] = (250, 0, 0)
    alpha[60:, 100:220] = 1
    blurred = BlurBackground(60).picture(matte(rgb, alpha), size)
    # Scaling to a quarter mixes the edge itself, no more than that.
    assert np.abs(blurred.astype(int) - (40, 80, 120)).max() <= 12


def test_blur_blurs_the_room_more_with_more_strength() -> None:
    size = Size(320, 180)
    rgb = np.random.default_rng(0).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    weak, strong = (
        BlurBackground(strength).picture(matte(rgb.copy(), np.zeros((180, 320))), size).std() for strength in (5, 90)
    )
    assert strong < weak < rgb.std()


@pytest.mark.parametrize("frame_size", [Size(120, 160), Size(33, 7), Size(1, 1)])
@pytest.mark.parametrize("value", [0, 1])
def test_blur_reaches_beyond_a_frame_of_another_shape(frame_size: Size, value: int) -> None:
    shown = matte(plain((90, 90, 90), frame_size), np.full((frame_size.height, frame_size.width), value))
    blurred = BlurBackground().picture(shown, Size(160, 90))
    assert blurred.shape == (90, 160, 3)
    if value == 0:
        assert np.abs(blurred.astype(int) - 90).max() <= 2
