"""What the GPU's processor promises, with a network that finds what is bright."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.core.compositing.backgrounds import ColourBackground, ImageBackground
from app.core.errors import GpuError, StageError
from app.core.look import Look
from app.core.types import Blur, Frame, FrameRequest, Rgb, Room, Size
from app.cuda.processor import CudaProcessor
from tests.cuda.conftest import Brightness
from tests.cuda.test_program import SLIDES
from tests.fakes import SECRET, leaked, plain

Build = Callable[[nn.Module], CudaProcessor]
SIZE = Size(320, 180)
GREEN = (0, 177, 64)


def scene(left: int = 100, size: Size = SIZE) -> Frame:
    """Return a bright person in a dark room."""
    rgb = np.zeros((size.height, size.width, 3), np.uint8)
    rgb[60:, left : left + 90] = (250, 230, 220)
    return Frame(rgb, 0, 0.0)


def is_green(rgb: Rgb) -> np.ndarray:
    return np.asarray((rgb == GREEN).all(axis=2))


def test_the_person_stays_and_the_room_goes(processor_of: Build) -> None:
    frame = scene()
    composite = processor_of(Brightness()).process(FrameRequest(frame, ColourBackground(*GREEN), SIZE))
    assert is_green(composite.rgb)[:50].all()
    assert (composite.rgb[100:, 120:170] == frame.rgb[100:, 120:170]).all()
    assert not composite.rgb.flags.writeable
    assert composite.matte is not None
    assert composite.matte.frame is frame


def test_a_damaged_answer_shows_nothing(processor_of: Build) -> None:
    broken = processor_of(Brightness(float("nan")))
    with pytest.raises(StageError, match="fake gave a damaged matte"):
        broken.process(FrameRequest(Frame(plain(SECRET, SIZE), 0, 0.0), ColourBackground(*GREEN), SIZE))


def test_a_single_damaged_pixel_is_damage(processor_of: Build) -> None:
    class OnePixel(Brightness):
        def forward(self, image: Tensor) -> Tensor:
            logits = super().forward(image)
            logits[0, 0, -1, -1] = float("nan")
            return logits

    with pytest.raises(StageError, match="damaged"):
        processor_of(OnePixel()).process(FrameRequest(scene(), ColourBackground(*GREEN), SIZE))


def test_after_damage_the_past_is_forgotten(processor_of: Build) -> None:
    class Sometimes(Brightness):
        def forward(self, image: Tensor) -> Tensor:
            # A person who is not bright breaks it: 0 / 0, decided on the device, as a graph wants it.
            return super().forward(image) + 0 * image.amax() / (image.amax() > 1.7)

    processor = processor_of(Sometimes())
    # Alike enough for no cut, which would forget the past as well.
    faint = Frame(np.minimum(scene().rgb, 200), 0, 0.0)
    with pytest.raises(StageError):
        processor.process(FrameRequest(faint, ColourBackground(*GREEN), SIZE))
    composite = processor.process(FrameRequest(scene(), ColourBackground(*GREEN), SIZE))
    assert np.array_equal(
        composite.rgb, processor_of(Sometimes()).process(FrameRequest(scene(), ColourBackground(*GREEN), SIZE)).rgb
    )


def test_a_lost_device_is_a_sentence(processor_of: Build) -> None:
    class Lost(Brightness):
        def forward(self, image: Tensor) -> Tensor:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nmore")

    with pytest.raises(GpuError) as failure:
        processor_of(Lost()).process(FrameRequest(scene(), ColourBackground(*GREEN), SIZE))
    wanted = "The graphics card failed (CUDA out of memory. Tried to allocate 2 GiB.)."
    assert str(failure.value) == wanted


@pytest.mark.slow
def test_what_was_handed_out_never_changes(processor_of: Build) -> None:
    processor = processor_of(Brightness())
    first = processor.process(FrameRequest(scene(), ColourBackground(*GREEN), SIZE))
    assert first.matte is not None
    rgb, alpha = first.rgb.copy(), first.matte.alpha.copy()
    for left in range(0, 200, 20):
        processor.process(FrameRequest(scene(left), ColourBackground(*GREEN), SIZE))
    assert np.array_equal(first.rgb, rgb)
    assert np.array_equal(first.matte.alpha, alpha)


class Changing(ImageBackground):
    """Shows one colour after another, each in an array of its own."""

    def __init__(self) -> None:
        self.colour = GREEN

    def picture(self, at: float, size: Size) -> Rgb:
        return plain(self.colour, size)


def test_a_background_that_changes_is_seen_to_change(processor_of: Build) -> None:
    processor, background = processor_of(Brightness()), Changing()
    for colour in (GREEN, (1, 2, 3), GREEN):
        background.colour = colour
        assert (processor.process(FrameRequest(scene(), background, SIZE)).rgb[:50] == colour).all()


def test_the_room_is_blurred_without_the_person(processor_of: Build) -> None:
    rgb = plain((40, 0, 0), SIZE).copy()
    rgb[60:, 100:190] = (250, 230, 220)
    composite = processor_of(Brightness()).process(FrameRequest(Frame(rgb, 0, 0.0), Blur(100), SIZE))
    assert np.abs(composite.rgb[:50].astype(int) - (40, 0, 0)).max() <= 1


def test_the_room_is_shown_as_it_is_by_wish_alone(processor_of: Build) -> None:
    frame = scene()
    composite = processor_of(Brightness(float("nan"))).process(FrameRequest(frame, Room(), SIZE))
    assert (composite.rgb == frame.rgb).all()
    assert composite.matte is not None
    assert composite.matte.frame is frame


def test_a_flipped_composite_has_the_flipped_frame_and_matte(processor_of: Build) -> None:
    frame, background = scene(20), ColourBackground(*GREEN)
    straight = processor_of(Brightness()).process(FrameRequest(frame, background, SIZE, Look(decontaminate=0)))
    flipped = processor_of(Brightness()).process(
        FrameRequest(frame, background, SIZE, Look(decontaminate=0, flip=True))
    )
    assert np.array_equal(flipped.rgb, straight.rgb[:, ::-1])
    assert straight.matte is not None
    assert flipped.matte is not None
    assert np.array_equal(flipped.matte.alpha, straight.matte.alpha[:, ::-1])
    assert np.array_equal(flipped.matte.frame.rgb, straight.matte.frame.rgb[:, ::-1])


def test_only_the_person_is_cut_out(processor_of: Build) -> None:
    for look, person in ((Look(), slice(40, 80)), (Look(flip=True), slice(240, 280))):
        cut = processor_of(Brightness()).cut_out(scene(20), SIZE, look)
        assert (cut.rgba[100:, person, 3] == 255).all()
        assert (cut.rgba[:50] == 0).all()
        assert leaked(cut.rgba[..., :3]) == 0


@pytest.mark.slow
def test_another_size_of_frames_starts_anew(processor_of: Build) -> None:
    processor, background = processor_of(Brightness()), ColourBackground(*GREEN)
    steady = Look(crispness=0)
    processor.process(FrameRequest(scene(0), background, SIZE, steady))
    larger = scene(100, Size(640, 360))
    for frame in (larger, scene(200)):
        composite = processor.process(FrameRequest(frame, background, SIZE, steady))
        fresh = processor_of(Brightness()).process(FrameRequest(frame, background, SIZE, steady))
        assert np.array_equal(composite.rgb, fresh.rgb)


@pytest.mark.slow
def test_a_camera_that_is_opened_once_more_leaves_nothing_behind(processor_of: Build) -> None:
    """Neither matte nor colours, although its frames are alike enough for no cut."""
    look = Look(crispness=0, colour_match=1)
    before, after = (
        Frame(plain((value, value, value), SIZE), 0, 0.0, source) for source, value in ((1, 120), (2, 128))
    )
    used = processor_of(Brightness())
    used.process(FrameRequest(before, ColourBackground(*GREEN), SIZE, look))
    fresh = processor_of(Brightness()).process(FrameRequest(after, ColourBackground(*GREEN), SIZE, look))
    assert np.array_equal(used.process(FrameRequest(after, ColourBackground(*GREEN), SIZE, look)).rgb, fresh.rgb)


def test_the_past_is_kept_when_the_look_changes(processor_of: Build) -> None:
    """As on the CPU: the memory is the video's, not the route's."""
    kept, fresh = processor_of(Brightness()), processor_of(Brightness())
    faint = Frame(plain((120, 120, 120), SIZE), 0, 0.0)
    grey = Frame(plain((128, 128, 128), SIZE), 1, 0.0)
    kept.process(FrameRequest(faint, ColourBackground(*GREEN), SIZE, Look(crispness=0)))
    look = Look(crispness=0, light_wrap=1)
    after, alone = (each.process(FrameRequest(grey, ColourBackground(*GREEN), SIZE, look)) for each in (kept, fresh))
    assert after.matte is not None
    assert alone.matte is not None
    assert after.matte.alpha.mean() < alone.matte.alpha.mean() - 5


@pytest.mark.parametrize("blurs", [False, True])
@pytest.mark.slow
def test_every_number_of_a_look_is_heard_without_another_graph(processor_of: Build, blurs: bool) -> None:
    """A route that was taken with one look gives with another what a new processor gives."""
    module = Brightness()
    processor, background = processor_of(module), Blur(10) if blurs else ColourBackground(*GREEN)
    for look in SLIDES:
        rgb = processor.process(FrameRequest(scene(), background, SIZE, look)).rgb
        fresh = processor_of(Brightness()).process(FrameRequest(scene(), background, SIZE, look)).rgb
        # The first of two steps of colour matching counts for all, the next for little: here nothing moves.
        assert np.abs(rgb.astype(int) - fresh).max() <= 1


def test_the_processor_says_what_runs_where(processor_of: Build, device: torch.device) -> None:
    assert processor_of(Brightness()).describe() == f"fake, PyTorch, {device.type.upper()}"


def test_a_whole_frame_of_another_shape_stands_on_the_lower_edge(processor_of: Build) -> None:
    rgb = plain((250, 250, 250), Size(90, 180))
    composite = processor_of(Brightness()).process(
        FrameRequest(Frame(rgb, 0, 0.0), ColourBackground(*GREEN), SIZE, Look(whole_frame=True))
    )
    green = is_green(composite.rgb)
    assert green[:, :110].all()
    assert green[:, -110:].all()
    assert not green[:, 130:190].any()
