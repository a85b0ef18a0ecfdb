import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.compositing.backgrounds import ColourBackground, ImageBackground, cover, fit
from app.core.compositing.blur import blurred_room
from app.core.types import Fit, Frame, Matte, Rgb, Size
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
    first = background.picture(0.0, SMALL)
    assert background.picture(0.0, SMALL) is first
    assert background.picture(0.0, Size(10, 10)).shape == (10, 10, 3)


def test_a_colour_is_that_colour() -> None:
    assert (ColourBackground(0, 177, 64).picture(0.0, SMALL) == (0, 177, 64)).all()


def test_blur_takes_nothing_of_the_person() -> None:
    size = Size(320, 180)
    rgb = plain((40, 80, 120), size)
    alpha = np.zeros((180, 320))
    rgb[60:, 100:220] = (250, 0, 0)
    alpha[60:, 100:220] = 1
    blurred = blurred_room(matte(rgb, alpha), size, 60)
    # Scaling to a quarter mixes the edge itself, no more than that.
    assert np.abs(blurred.astype(int) - (40, 80, 120)).max() <= 12


def test_blur_blurs_the_room_more_with_more_strength() -> None:
    size = Size(320, 180)
    rgb = np.random.default_rng(0).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    weak, strong = (blurred_room(matte(rgb.copy(), np.zeros((180, 320))), size, strength).std() for strength in (5, 90))
    assert strong < weak < rgb.std()


@pytest.mark.parametrize("frame_size", [Size(120, 160), Size(33, 7), Size(1, 1)])
@pytest.mark.parametrize("value", [0, 1])
def test_blur_reaches_beyond_a_frame_of_another_shape(frame_size: Size, value: int) -> None:
    shown = matte(plain((90, 90, 90), frame_size), np.full((frame_size.height, frame_size.width), value))
    blurred = blurred_room(shown, Size(160, 90), 50)
    assert blurred.shape == (90, 160, 3)
    if value == 0:
        assert np.abs(blurred.astype(int) - 90).max() <= 2


@pytest.mark.parametrize("strength", [1, 10, 30, 70, 100])
@pytest.mark.parametrize("frame_size", [Size(180, 320), Size(240, 180), Size(640, 180)])
def test_a_whole_frame_in_a_blurred_room_has_no_straight_edge(frame_size: Size, strength: int) -> None:
    """The frame's brightness rises towards one edge and falls towards the opposite one."""
    width, height = frame_size.width, frame_size.height
    ramp = np.linspace(20, 230, width)[None] if height > width / 2 else np.linspace(20, 230, height)[:, None]
    rgb = np.repeat(np.broadcast_to(ramp, (height, width)).astype(np.uint8)[..., None], 3, axis=2)
    alpha = np.zeros((height, width))
    alpha[height // 2 :, width // 3 : width // 2] = 1
    blurred = blurred_room(matte(np.ascontiguousarray(rgb), alpha), Size(320, 180), strength, whole_frame=True)
    axis = 1 if height > width / 2 else 0
    levels = blurred.astype(int).mean(axis=(1 - axis, 2))
    # The steepest ramp within the frame itself has about two levels for each column.
    assert np.abs(np.diff(levels)).max() <= 4


CORNERS = ((200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0))


def quarters(width: int, height: int) -> Rgb:
    """Return a picture whose four quarters have the colours of `CORNERS`."""
    four = np.array(CORNERS, np.uint8).reshape(2, 2, 3)
    return four.repeat(height // 2, axis=0).repeat(width // 2, axis=1)


@given(st.sampled_from(Fit), *[st.integers(1, 60)] * 4)
@settings(max_examples=100, deadline=None)
def test_every_mode_fits_any_size(mode: Fit, w: int, h: int, width: int, height: int) -> None:
    rgb = plain((10, 20, 30), Size(w, h))
    fitted = fit(rgb, Size(width, height), mode)
    assert fitted.shape == (height, width, 3)
    assert (rgb == (10, 20, 30)).all()
    if mode is not Fit.CONTAIN:
        assert (fitted == (10, 20, 30)).all()


@pytest.mark.parametrize("mode", Fit)
@pytest.mark.parametrize("shape", [(40_000, 3), (3, 40_000)])
def test_a_sliver_of_a_picture_costs_no_memory(mode: Fit, shape: tuple[int, int]) -> None:
    """Scaled as a whole to fill the output it would have billions of pixels."""
    fitted = fit(np.full((*shape, 3), 90, np.uint8), Size(640, 360), mode)
    assert fitted.shape == (360, 640, 3)


def test_contain_shows_all_of_the_picture_between_soft_dark_bars() -> None:
    fitted = fit(quarters(300, 300), Size(320, 180), Fit.CONTAIN)
    inner = fitted[:, 70:250]
    corners = inner[[5, 5, -6, -6], [5, -6, 5, -6]].astype(int)
    assert np.abs(corners - CORNERS).max() <= 2
    bars = np.concatenate([fitted[:, :68], fitted[:, 252:]], axis=1)
    assert 0 < bars.max() < 140
    # Soft: no edge of the picture's own survives in them.
    assert np.abs(np.diff(bars[:, :68].astype(int), axis=0)).max() <= 8


def test_stretch_shows_all_of_the_picture_everywhere() -> None:
    fitted = fit(quarters(300, 300), Size(320, 180), Fit.STRETCH)
    assert np.abs(fitted[[2, 2, -3, -3], [2, -3, 2, -3]].astype(int) - CORNERS).max() <= 2


def test_tile_repeats_a_picture_at_its_own_size_from_the_middle() -> None:
    tile = np.random.default_rng(3).integers(0, 256, (18, 32, 3), dtype=np.uint8)
    fitted = fit(tile, Size(320, 180), Fit.TILE)
    assert (fitted[81:99, 144:176] == tile).all()
    assert (fitted[81:99, 176:208] == tile).all()
    assert (fitted[99:117, 144:176] == tile).all()


def test_tile_shows_all_of_a_picture_that_is_too_large() -> None:
    fitted = fit(quarters(600, 900), Size(320, 180), Fit.TILE)
    assert np.abs(fitted[5, 165].astype(int) - (0, 200, 0)).max() <= 2
    assert (fitted[:, 100:160] == fitted[:, 220:280]).all()


def test_the_mode_is_the_backgrounds_own() -> None:
    background = ImageBackground(quarters(300, 300), Fit.TILE)
    assert (background.picture(0.0, Size(320, 180)) == fit(quarters(300, 300), Size(320, 180), Fit.TILE)).all()
    background.close()
