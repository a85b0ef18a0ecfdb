"""The room as it is: the whole frame, by a matte of that very frame."""

import numpy as np

from app.core.compositing.processor import Processor
from app.core.look import Look
from app.core.stats import Stats
from app.core.types import Composite, Frame, FrameRequest, Rgb, Room, Size
from tests.fakes import FakeSegmenter, plain

SIZE = Size(320, 180)


def picture(size: Size = SIZE) -> Rgb:
    return np.random.default_rng(0).integers(0, 256, (size.height, size.width, 3), dtype=np.uint8)


def processed(rgb: Rgb, look: Look = Look(), size: Size = SIZE) -> tuple[Composite, FakeSegmenter, Frame]:  # noqa: B008
    segmenter, frame = FakeSegmenter(), Frame(rgb, 3, 0.5)
    return Processor(segmenter, Stats()).process(FrameRequest(frame, Room(), size, look)), segmenter, frame


def test_the_frame_goes_out_as_it_is_and_nobody_segments() -> None:
    composite, segmenter, frame = processed(picture())
    assert (composite.rgb == picture()).all()
    assert segmenter.calls == 0
    assert not composite.is_slate
    assert composite.matte is not None
    assert composite.matte.frame is frame
    assert (composite.matte.alpha == 255).all()


def test_it_is_flipped_for_everybody() -> None:
    composite, _, _ = processed(picture(), Look(flip=True))
    assert (composite.rgb == picture()[:, ::-1]).all()


def test_what_cuts_the_person_out_counts_for_nothing() -> None:
    look = Look(opacity=0.2, feather=20, grow=-20, light_wrap=1, colour_match=1)
    composite, _, _ = processed(picture(), look)
    assert (composite.rgb == picture()).all()


def test_scaled_and_moved_it_lies_before_a_dark_copy_of_itself() -> None:
    composite, _, _ = processed(plain((200, 100, 40), SIZE), Look(scale=0.5, x=0.25))
    assert tuple(composite.rgb[120, 240]) == (200, 100, 40)
    around = composite.rgb[20, 20]
    assert (around < (200, 100, 40)).all()
    assert (around > 0).all()


def test_a_camera_of_another_shape_leaves_no_black() -> None:
    composite, _, _ = processed(plain((200, 100, 40), Size(160, 120)))
    assert tuple(composite.rgb[90, 160]) == (200, 100, 40)
    assert (composite.rgb[90, 3] > 0).all()
    assert composite.rgb.shape == (180, 320, 3)
