"""Frames of any aspect ratio fill the output, or stand in it as a whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.compositing.backgrounds import ColourBackground
from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK, Look
from app.core.placement import cropped_to_fill, fitted
from app.core.stats import Stats
from app.core.types import Alpha, Blur, Composite, Frame, FrameRequest, Rgb, Room, Size
from tests.fakes import FakeSegmenter

HD = Size(1280, 720)
WHOLE = Look(whole_frame=True)
SIDES = st.integers(1, 90)
GREEN = ColourBackground(0, 177, 64)
SHAPES = {"4:3": Size(160, 120), "9:16": Size(72, 128), "21:9": Size(168, 72), "16:9": Size(160, 90)}
OUTPUT = Size(320, 180)


def frame_of(size: Size) -> Frame:
    rgb = np.random.default_rng(0).integers(0, 256, (size.height, size.width, 3), dtype=np.uint8)
    return Frame(rgb, 3, 0.5, source=7)


@pytest.mark.parametrize(
    ("camera", "kept"),
    [
        (Size(640, 480), Size(640, 360)),
        (Size(1280, 960), Size(1280, 720)),
        # Sides are multiples of 4, so that mattes of large frames can be smaller.
        (Size(720, 1280), Size(720, 408)),
        (Size(2560, 1080), Size(1920, 1080)),
        (Size(1280, 800), Size(1280, 720)),
    ],
)
def test_the_part_with_the_head_is_kept(camera: Size, kept: Size) -> None:
    frame = frame_of(camera)
    cropped = cropped_to_fill(frame, HD, DEFAULT_LOOK)
    top, left = (camera.height - kept.height) // 4, (camera.width - kept.width) // 2
    assert np.array_equal(cropped.rgb, frame.rgb[top : top + kept.height, left : left + kept.width])
    assert (cropped.index, cropped.captured_at, cropped.source) == (3, 0.5, 7)


@pytest.mark.parametrize("camera", [HD, Size(1920, 1080), Size(640, 360), Size(848, 480), Size(1366, 768)])
def test_a_frame_of_the_output_s_shape_is_not_even_copied(camera: Size) -> None:
    frame = frame_of(camera)
    assert cropped_to_fill(frame, HD, DEFAULT_LOOK) is frame


@pytest.mark.parametrize("camera", [Size(640, 480), Size(720, 1280), Size(2560, 1080)])
def test_the_whole_frame_is_not_cropped(camera: Size) -> None:
    frame = frame_of(camera)
    assert cropped_to_fill(frame, HD, WHOLE) is frame
    box = fitted(camera, HD, WHOLE)
    assert (box.width == HD.width) or (box.height == HD.height)
    assert box.width <= HD.width
    assert box.height <= HD.height
    assert box.top + box.height == HD.height


@given(SIDES, SIDES, SIDES, SIDES)
def test_a_cropped_frame_covers_the_output(w: int, h: int, width: int, height: int) -> None:
    size = Size(width, height)
    frame = cropped_to_fill(frame_of(Size(w, h)), size, DEFAULT_LOOK)
    box = fitted(frame.size, size, DEFAULT_LOOK)
    assert box.left <= 0
    assert box.top <= 0
    assert box.left + box.width >= width
    assert box.top + box.height >= height


def upper_half(rgb: Rgb, number: int) -> Alpha:
    alpha = np.zeros(rgb.shape[:2], np.uint8)
    alpha[: rgb.shape[0] // 2] = 255
    return alpha


def processed(camera: Size, background: ColourBackground | Blur | Room, look: Look) -> tuple[Composite, list[Size]]:
    """Return the composite of a frame, and the sizes that were segmented."""
    segmented = []

    def find(rgb: Rgb, number: int) -> Alpha:
        segmented.append(Size(rgb.shape[1], rgb.shape[0]))
        return upper_half(rgb, number)

    processor = Processor(FakeSegmenter(answer=find), Stats(), live=True)
    return processor.process(FrameRequest(frame_of(camera), background, OUTPUT, look)), segmented


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("background", [GREEN, Blur(50)])
def test_only_what_is_shown_is_segmented(shape: str, background: ColourBackground | Blur) -> None:
    composite, segmented = processed(SHAPES[shape], background, DEFAULT_LOOK)
    assert composite.matte is not None
    assert composite.rgb.shape == (OUTPUT.height, OUTPUT.width, 3)
    assert segmented == [composite.matte.frame.size]
    ratio = segmented[0].width / segmented[0].height
    assert ratio == pytest.approx(16 / 9, rel=0.08)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_person_across_the_frame_reaches_both_sides_of_the_output(shape: str) -> None:
    composite, _ = processed(SHAPES[shape], GREEN, Look(decontaminate=0))
    is_green = (composite.rgb == (0, 177, 64)).all(axis=2)
    assert not is_green[:80].any()
    assert is_green[100:].all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("look", [DEFAULT_LOOK, WHOLE])
def test_the_room_as_it_is_is_cropped_likewise(shape: str, look: Look) -> None:
    composite, segmented = processed(SHAPES[shape], Room(), look)
    assert segmented == []
    assert composite.matte is not None
    cropped = cropped_to_fill(frame_of(SHAPES[shape]), OUTPUT, look)
    assert np.array_equal(composite.matte.frame.rgb, cropped.rgb)


@pytest.mark.parametrize("shape", ["4:3", "9:16", "21:9"])
def test_the_blurred_room_fills_the_output_beside_the_whole_frame(shape: str) -> None:
    composite, _ = processed(SHAPES[shape], Blur(50), WHOLE)
    box = fitted(SHAPES[shape], OUTPUT, WHOLE)
    beside = np.ones((OUTPUT.height, OUTPUT.width), np.bool_)
    beside[box.top : box.top + box.height, box.left : box.left + box.width] = False
    assert beside.any()
    assert composite.rgb[beside].min() > 90
