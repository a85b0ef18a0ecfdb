from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.compositor import make_slate
from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.core.placement import fitted
from app.core.stats import Stats
from app.core.types import Alpha, Frame, FrameRequest, Rgb, Rgba, Size
from tests.fakes import SECRET, FakeSegmenter, leaked, plain

sides = st.integers(1, 90)
PLAIN = Look(decontaminate=0)
looks = st.builds(
    Look,
    **{name: st.sampled_from([span.low, (span.low + span.high) / 2, span.high]) for name, span in RANGES.items()},
    flip=st.booleans(),
    whole_frame=st.booleans(),
)


def picture(size: Size, seed: int = 0) -> Rgb:
    return np.random.default_rng(seed).integers(0, 256, (size.height, size.width, 3), dtype=np.uint8)


def ramp(size: Size) -> Alpha:
    """Return a matte with everything from 0 to 255."""
    line = np.clip(np.linspace(-200, 455, size.width), 0, 255).astype(np.uint8)
    return np.repeat(line[None], size.height, axis=0)


def composed(rgb: Rgb, alpha: Alpha, background: Rgb, look: Look = DEFAULT_LOOK) -> Rgb:
    return segmented(rgb, lambda *_: alpha, background, look)


def segmented(rgb: Rgb, find: Callable[[Rgb, int], Alpha], background: Rgb, look: Look) -> Rgb:
    processor = Processor(FakeSegmenter(answer=find), Stats())
    size = Size(background.shape[1], background.shape[0])
    return processor.process(FrameRequest(Frame(rgb.copy(), 0, 0.0), ImageBackground(background), size, look)).rgb


@given(sides, sides, looks)
@settings(max_examples=150, deadline=None)
@pytest.mark.slow
def test_matte_0_is_the_background_whatever_the_look(width: int, height: int, look: Look) -> None:
    size = Size(width, height)
    background = picture(size)
    alpha = np.zeros((height, width), np.uint8)
    assert (composed(plain(SECRET, size), alpha, background, look) == background).all()


@given(sides, sides, st.floats(0, 1), st.floats(0, 1), st.booleans())
@settings(max_examples=100, deadline=None)
def test_matte_1_is_the_frame(width: int, height: int, pure: float, light: float, flip: bool) -> None:
    size = Size(width, height)
    rgb = picture(size)
    look = Look(decontaminate=pure, light_wrap=light, flip=flip)
    expected = rgb[:, ::-1] if flip else rgb
    assert (composed(rgb, np.full((height, width), 255, np.uint8), picture(size, 1), look) == expected).all()


@given(sides, sides, st.sampled_from([1, 2, 4]), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_a_blend_lies_between_its_two_sides(width: int, height: int, factor: int, opacity: float) -> None:
    size, small = Size(width * factor, height * factor), Size(width, height)
    rgb, background = picture(size), picture(size, 1)
    blend = composed(rgb, ramp(small), background, Look(decontaminate=0, opacity=opacity))
    assert (blend >= np.minimum(rgb, background)).all()
    assert (blend <= np.maximum(rgb, background)).all()


@pytest.mark.parametrize("size", [Size(70, 50), Size(200, 130), Size(33, 97)])
@pytest.mark.parametrize("factor", [1, 2])
def test_tiles_give_what_blending_everything_gives(size: Size, factor: int) -> None:
    size = Size(size.width * factor, size.height * factor)
    rgb, background = picture(size), picture(size, 1)
    alpha = np.ascontiguousarray(ramp(size)[::factor, ::factor])
    whole = cv2.resize(alpha, (size.width, size.height), interpolation=cv2.INTER_LINEAR)[..., None] / np.float64(255)
    expected = rgb * whole + background * (1 - whole)
    assert np.abs(composed(rgb, alpha, background, PLAIN) - expected).max() <= 1.01


@given(sides, sides, sides, sides, looks)
@settings(max_examples=300, deadline=None)
@pytest.mark.slow
def test_every_extreme_on_every_size_gives_a_picture(w: int, h: int, width: int, height: int, look: Look) -> None:
    rgb, background = picture(Size(w, h)), picture(Size(width, height), 1)
    result = segmented(rgb, lambda rgb, _: ramp(Size(rgb.shape[1], rgb.shape[0])), background, look)
    assert result.shape == background.shape
    assert result.dtype == np.uint8
    if look.opacity == 0:
        assert (result == background).all()


@given(sides, sides, sides, sides)
@settings(max_examples=80, deadline=None)
def test_a_whole_frame_stands_on_the_lower_edge(w: int, h: int, width: int, height: int) -> None:
    size, look = Size(width, height), Look(whole_frame=True, decontaminate=0)
    box = fitted(Size(w, h), size, look)
    assert box.top + box.height == height
    assert 0 <= box.left <= box.left + box.width <= width
    assert box.top == 0 or box.width == width
    shown = composed(plain(SECRET, Size(w, h)), np.full((h, w), 255, np.uint8), plain((9, 9, 9), size), look)
    outside = np.ones((height, width), np.bool_)
    outside[box.top :, box.left : box.left + box.width] = False
    assert (shown[outside] == 9).all()
    if not outside.any():
        assert leaked(shown) == width * height


@given(sides, sides, sides, sides)
@settings(max_examples=80, deadline=None)
def test_a_cropped_frame_leaves_no_background(w: int, h: int, width: int, height: int) -> None:
    frame, background = plain(SECRET, Size(w, h)), plain((9, 9, 9), Size(width, height))
    shown = segmented(frame, lambda rgb, _: np.full(rgb.shape[:2], 255, np.uint8), background, DEFAULT_LOOK)
    assert leaked(shown) == width * height


def test_the_person_is_moved_and_scaled() -> None:
    size = Size(100, 80)
    alpha = np.full((80, 100), 255, np.uint8)
    alpha[:10] = alpha[-10:] = alpha[:, :20] = alpha[:, -20:] = 0
    shown = composed(plain(SECRET, size), alpha, plain((9, 9, 9), size), Look(scale=0.5, x=0.2, y=-0.25))
    rows, columns = np.nonzero((shown == SECRET).all(axis=2))
    assert (rows.min(), rows.max()) == (25, 54)
    assert (columns.min(), columns.max()) == (55, 84)


def test_what_is_shifted_out_of_sight_leaves_the_background() -> None:
    size = Size(40, 30)
    alpha = np.full((30, 40), 255, np.uint8)
    assert leaked(composed(plain(SECRET, size), alpha, plain((9, 9, 9), size), Look(x=1))) == 0


def test_the_old_rooms_colour_is_taken_out_of_the_edge() -> None:
    """A grey person before a bright wall, over black: what is left at the edge is grey, not the wall's."""
    size = Size(1280, 720)
    alpha = person_on_the_left(size)
    share = alpha[..., None] / 255
    rgb = np.rint(60 * share + 250 * (1 - share)).astype(np.uint8).repeat(3, axis=2)
    black = plain((0, 0, 0), size)
    ideal = 60 * share
    errors = [
        np.abs(composed(rgb, alpha, black, Look(decontaminate=strength)) - ideal).max() for strength in (0.0, 0.5, 1.0)
    ]
    assert errors[2] < 18 < errors[1] < errors[0]
    assert errors[0] > 40


def person_on_the_left(size: Size) -> Alpha:
    """Return a matte whose left half is person, with an edge of some pixels."""
    line = np.clip((size.width / 2 - np.arange(size.width)) / 8 + 0.5, 0, 1)
    return np.repeat((255 * line).astype(np.uint8)[None], size.height, axis=0)


def test_light_wraps_the_edge_and_leaves_the_rest() -> None:
    size = Size(1280, 720)
    rgb, background = plain((40, 40, 40), size), plain((250, 250, 250), size)
    alpha = person_on_the_left(size)
    lit = composed(rgb, alpha, background, Look(light_wrap=1)).astype(int)
    unlit = composed(rgb, alpha, background).astype(int)
    gain = (lit - unlit).mean(axis=(0, 2))
    assert gain[630:638].min() > 20
    assert (gain[:560] == 0).all()
    assert (gain[646:] == 0).all()


def test_colours_are_drawn_towards_the_background() -> None:
    size = Size(160, 90)
    rgb, background = plain((120, 120, 120), size), plain((200, 120, 60), size)
    alpha = np.full((90, 160), 255, np.uint8)
    red, green, blue = composed(rgb, alpha, background, Look(colour_match=1)).mean(axis=(0, 1))
    assert red > green > blue
    assert (composed(rgb, alpha, background, Look(colour_match=0)) == rgb).all()


@pytest.mark.parametrize("look", [DEFAULT_LOOK, PLAIN, Look(light_wrap=1, colour_match=1), Look(scale=0.7)])
def test_what_was_handed_out_is_never_written_again(look: Look) -> None:
    """Neither the next frame nor the background's own picture shares memory with a composite."""
    size = Size(128, 96)
    background = ImageBackground(picture(size, 5))
    processor = Processor(FakeSegmenter(answer=lambda rgb, _: ramp(Size(rgb.shape[1], rgb.shape[0]))), Stats())
    handed_out, copies = [], []
    for index in range(4):
        frame = Frame(picture(size, index), index, index / 30)
        composite = processor.process(FrameRequest(frame, background, size, look))
        handed_out.append(composite)
        copies.append(composite.rgb.copy())
        assert not np.shares_memory(composite.rgb, frame.rgb)
    for i, one in enumerate(handed_out):
        assert (one.rgb == copies[i]).all()
        assert not any(np.shares_memory(one.rgb, other.rgb) for other in handed_out[:i])
        assert one.matte is not None
        assert not np.shares_memory(one.rgb, background.picture(0.0, size))


@pytest.mark.parametrize("size", [Size(2, 2), Size(640, 360), Size(1280, 720)])
def test_a_slate_has_the_size_and_no_camera_pixel(size: Size) -> None:
    slate = make_slate(size, "Paused")
    assert slate.rgb.shape == (size.height, size.width, 3)
    assert slate.is_slate
    assert leaked(slate.rgb) == 0


def slate_bounds(text: str) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a slate's text, in pixels of 1280x720."""
    size = Size(1280, 720)
    drawn = (make_slate(size, text).rgb != make_slate(size, "").rgb).any(axis=2)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.mark.parametrize("text", ["Zurück", "Zurúck", "Zurñck", "¿Zurck?", "Zuřck", "Жurck", "Ωurck", "中", "あ", "한"])
def test_a_slate_shows_latin_cyrillic_greek_chinese_japanese_and_korean_letters(text: str) -> None:
    size = Size(640, 360)
    slate = make_slate(size, text).rgb
    for replaced in ("?", "u", "n", " ", "\N{REPLACEMENT CHARACTER}"):
        other = "".join(letter if letter.isascii() else replaced for letter in text)
        assert not np.array_equal(slate, make_slate(size, other).rgb)
    assert not np.array_equal(slate, make_slate(size, "".join("??" if letter > "~" else letter for letter in text)).rgb)


def test_a_long_text_of_a_slate_is_not_cut_off() -> None:
    left, top, right, bottom = slate_bounds("The camera is idle until a program uses it. " * 3)
    assert 20 < left < right < 1260
    assert 300 < top < bottom < 420
    assert abs(left - (1280 - right)) < 20


def cut(rgb: Rgb, alpha: Alpha, size: Size, look: Look = PLAIN) -> Rgba:
    processor = Processor(FakeSegmenter(answer=lambda *_: alpha), Stats())
    return processor.cut_out(Frame(rgb.copy(), 0, 0.0), size, look).rgba


def test_a_cut_out_keeps_the_colour_straight_and_hides_nothing_of_the_room() -> None:
    size = Size(256, 4)
    rgba = cut(plain(SECRET, size), np.tile(np.arange(256, dtype=np.uint8), (4, 1)), size)
    assert rgba.shape == (4, 256, 4)
    assert rgba.dtype == np.uint8
    opacity = rgba[..., 3]
    assert (opacity[:, 8:] == np.arange(8, 256)).all()
    # A trace of alpha would carry the room's full colour.
    assert (opacity[:, :8] == 0).all()
    assert (rgba[opacity > 0][:, :3] == SECRET).all()
    assert (rgba[opacity == 0] == 0).all()


def test_a_cut_out_of_another_size_stands_on_the_lower_edge() -> None:
    whole = Look(whole_frame=True, decontaminate=0)
    rgba = cut(plain(SECRET, Size(30, 30)), np.full((30, 30), 255, np.uint8), Size(160, 90), whole)
    assert (rgba[:, 45:115] == (*SECRET, 255)).all()
    assert (rgba[:, :35] == 0).all()


@given(sides, sides, looks)
@settings(max_examples=100, deadline=None)
def test_a_cut_out_of_any_size_and_look_hides_nothing(width: int, height: int, look: Look) -> None:
    size = Size(width, height)
    rgba = cut(picture(size), ramp(size), size, look)
    assert rgba.shape == (height, width, 4)
    assert (rgba[rgba[..., 3] == 0] == 0).all()


def test_a_cut_out_is_decontaminated() -> None:
    size = Size(1280, 720)
    alpha = person_on_the_left(size)
    share = alpha[..., None] / 255
    rgb = np.rint(60 * share + 250 * (1 - share)).astype(np.uint8).repeat(3, axis=2)
    half = np.abs(alpha[0].astype(int) - 128) < 40
    assert cut(rgb, alpha, size)[:, half, :3].mean() > 130
    assert cut(rgb, alpha, size, DEFAULT_LOOK)[:, half, :3].mean() < 95


def test_a_frame_and_its_matte_lie_on_one_another_wherever_they_are_placed() -> None:
    """A picture that is its own matte: cut out of itself at any place, no black room comes along."""
    size, factor = Size(320, 180), 4
    cells = np.random.default_rng(3).integers(0, 2, (45, 80)) * np.uint8(255)
    alpha = np.asarray(cv2.blur(cells.astype(np.uint8), (9, 9)) > 127, np.uint8) * np.uint8(255)
    large = np.kron(alpha, np.ones((factor, factor), np.uint8))
    rgb = np.repeat(large[..., None], 3, axis=2)
    for scale, x, y in ((3.85, -0.07, 0.56), (2.3, 0.31, -0.4), (1.7, 0.013, 0.027), (0.77, 0.1, -0.1)):
        shown = composed(rgb, alpha, plain((255, 255, 255), size), Look(decontaminate=0, scale=scale, x=x, y=y))
        # Only the outline itself, one cell wide, may be a mixture.
        dark = cv2.erode((shown[..., 0] < 64).astype(np.uint8), np.ones((3, 3), np.uint8))
        assert dark.sum() == 0


def test_another_source_starts_with_its_own_tint() -> None:
    size, background = Size(160, 90), plain((200, 120, 60), Size(160, 90))
    alpha, look = np.full((90, 160), 255, np.uint8), Look(colour_match=1)

    def last(*frames: tuple[int, tuple[int, int, int]]) -> Rgb:
        processor = Processor(FakeSegmenter(answer=lambda *_: alpha), Stats())
        for source, colour in frames:
            frame = Frame(plain(colour, size), 0, 0.0, source)
            shown = processor.process(FrameRequest(frame, ImageBackground(background), size, look)).rgb
        return shown

    fresh = last((1, (10, 90, 170)))
    assert (last((1, (250, 250, 10)), (2, (10, 90, 170))) == fresh).all()
    assert (last((1, (250, 250, 10)), (1, (10, 90, 170))) != fresh).any()
