import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.compositor import compose, cut_out, make_slate, placement
from app.core.types import Frame, Matte, Size
from tests.fakes import SECRET, leaked, plain

sides = st.integers(1, 60)


def matte_of(value: float, size: Size, colour: tuple[int, int, int] = SECRET) -> Matte:
    return Matte(np.full((size.height, size.width), value, np.float32), Frame(plain(colour, size), 0, 0.0))


@given(sides, sides, st.tuples(*[st.integers(0, 255)] * 3))
@settings(max_examples=60, deadline=None)
def test_matte_0_is_the_background_and_1_the_frame(width: int, height: int, colour: tuple[int, int, int]) -> None:
    size = Size(width, height)
    background = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    assert (compose(matte_of(0, size), background, size).rgb == background).all()
    assert (compose(matte_of(1, size, colour), background, size).rgb == colour).all()


@given(st.floats(0, 1, width=32))
@settings(max_examples=60, deadline=None)
def test_a_blend_lies_between_its_two_sides(value: float) -> None:
    size = Size(16, 9)
    rng = np.random.default_rng(1)
    background = rng.integers(0, 256, (9, 16, 3), dtype=np.uint8)
    rgb = rng.integers(0, 256, (9, 16, 3), dtype=np.uint8)
    blend = compose(Matte(np.full((9, 16), value, np.float32), Frame(rgb.copy(), 0, 0.0)), background, size).rgb
    assert (blend >= np.minimum(rgb, background)).all()
    assert (blend <= np.maximum(rgb, background)).all()
    expected = rgb * np.float32(value) + background * np.float32(1 - value)
    assert np.abs(blend - expected).max() <= 1


@given(sides, sides, sides, sides)
@settings(max_examples=80, deadline=None)
def test_a_frame_of_any_shape_stands_on_the_lower_edge(w: int, h: int, width: int, height: int) -> None:
    size = Size(width, height)
    rows, columns = placement(Size(w, h), size)
    assert rows.stop == height
    assert 0 <= rows.start < rows.stop
    assert 0 <= columns.start < columns.stop <= width
    assert rows.start == 0 or (columns.start == 0 and columns.stop == width)
    composite = compose(matte_of(1, Size(w, h)), plain((9, 9, 9), size), size)
    assert leaked(composite.rgb) == (rows.stop - rows.start) * (columns.stop - columns.start)


@pytest.mark.parametrize("size", [Size(2, 2), Size(640, 360), Size(1280, 720)])
def test_a_slate_has_the_size_and_no_camera_pixel(size: Size) -> None:
    slate = make_slate(size, "Paused")
    assert slate.rgb.shape == (size.height, size.width, 3)
    assert slate.is_slate
    assert leaked(slate.rgb) == 0


def test_a_cut_out_keeps_the_colour_straight_and_hides_nothing_of_the_room() -> None:
    size = Size(256, 4)
    alpha = np.tile(np.linspace(0, 1, 256, dtype=np.float32), (4, 1))
    rgba = cut_out(Matte(alpha, Frame(plain(SECRET, size), 0, 0.0)), size)
    assert rgba.shape == (4, 256, 4)
    assert rgba.dtype == np.uint8
    opacity = rgba[..., 3]
    assert np.abs(opacity.astype(int) - np.arange(256)).max() <= 7
    assert (opacity[:, 16:] == np.arange(16, 256)).all()
    assert (rgba[opacity > 0][:, :3] == SECRET).all()
    assert leaked(rgba[..., :3]) == (opacity > 0).sum()
    assert (rgba[opacity == 0] == 0).all()
    # A trace of alpha would carry the room's full colour.
    assert (opacity[:, :5] == 0).all()


def test_a_cut_out_of_another_size_stands_on_the_lower_edge() -> None:
    rgba = cut_out(matte_of(1, Size(30, 30)), Size(160, 90))
    assert (rgba[:, 35:125] == (*SECRET, 255)).all()
    assert (rgba[:, :35] == 0).all()
