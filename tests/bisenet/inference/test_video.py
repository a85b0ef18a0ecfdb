"""One frame after another: what is remembered, re-used and forgotten."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bisenet.errors import ModelError
from bisenet.inference.edge import Finish
from bisenet.inference.engines import Engine
from bisenet.inference.segmenter import Segmenter
from bisenet.inference.video import VideoSegmenter

pytestmark = pytest.mark.slow

Rgb = NDArray[np.uint8]
Alpha = NDArray[np.float32]
NAME = "bisenet-mobilenetv2"


class Scripted(Engine):
    """An engine that answers with a constant per call and counts."""

    name, device = "scripted", "nowhere"

    def __init__(self, *values: float) -> None:
        self._values = values
        self.shapes: list[tuple[int, int]] = []

    def probabilities(self, rgb: Rgb) -> Alpha:
        value = self._values[min(len(self.shapes), len(self._values) - 1)]
        height, width = rgb.shape[:2]
        self.shapes.append((height, width))
        return np.full((1, height, width), value, np.float32)


class Player:
    """Plays frames to a `VideoSegmenter`, 30 a second unless `rate` says otherwise."""

    def __init__(self, segmenter: Segmenter, *, carries: bool = False) -> None:
        self.video = VideoSegmenter(segmenter, carries=carries)
        self.rate = 30.0
        self._now = 100.0

    def __call__(self, rgb: Rgb, how: Finish, steadiness: float = 0.5, detail: float = 1.0) -> NDArray[np.uint8]:
        self._now += 1 / self.rate
        return self.video(rgb, self._now, how, steadiness, detail)


Build = Callable[..., tuple[Player, Scripted]]


@pytest.fixture
def build(published: Path) -> Build:
    def player(*values: float, carries: bool = False) -> tuple[Player, Scripted]:
        segmenter = Segmenter(NAME, device="cpu", weights=published)
        engine = Scripted(*values)
        segmenter._engine = engine
        return Player(segmenter, carries=carries), engine

    return player


def room(seed: int = 0, height: int = 180, width: int = 320) -> Rgb:
    rows, columns = -(-height // 20), -(-width // 20)
    blocks = np.random.default_rng(seed).integers(0, 256, (rows, columns, 3), dtype=np.uint8)
    return np.ascontiguousarray(np.kron(blocks, np.ones((20, 20, 1), np.uint8))[:height, :width])


def lit(rgb: Rgb, levels: int) -> Rgb:
    return np.asarray(np.clip(rgb.astype(int) + levels, 0, 255), np.uint8)


def test_a_matte_is_used_again_while_nothing_moves(build: Build) -> None:
    video, engine = build(0.5)
    mattes = [video(room(), Finish()) for _ in range(10)]
    assert len(engine.shapes) == 1
    assert video.video.reused == 9
    assert all((matte == mattes[0]).all() for matte in mattes)
    assert not any(np.shares_memory(matte, mattes[0]) for matte in mattes[1:])


@pytest.mark.parametrize("rate", [30.0, 10.0, 4.0, 1.0])
def test_a_matte_is_used_again_for_half_a_second_at_most(build: Build, rate: float) -> None:
    video, engine = build(0.5)
    video.rate = rate
    for _ in range(round(4 * rate)):
        video(room(), Finish())
    # Half a second of frames, then one for the network.
    assert 4 / (0.5 + 1 / rate) <= len(engine.shapes) <= 8


def test_a_change_of_colour_alone_is_a_movement(build: Build) -> None:
    """Somebody in clothes as light as the wall goes away."""
    video, engine = build(0.5)
    wall = np.full((180, 320, 3), 120, np.uint8)
    shirt = wall.copy()
    shirt[60:150, 100:200] = (200, 60, 220)
    video(shirt, Finish())
    video(wall, Finish())
    assert len(engine.shapes) == 2


def test_a_thin_object_is_a_movement(build: Build) -> None:
    video, engine = build(0.5)
    wall = np.full((180, 320, 3), 120, np.uint8)
    video(wall, Finish())
    wall[90:92, 100:104] = 255
    video(wall, Finish())
    assert len(engine.shapes) == 2


def test_nothing_is_carried_over_to_another_video(build: Build) -> None:
    video, engine = build(0.5, 0.55)
    how = Finish(0, 1)
    video(room(), how, 1.0)
    video.video.forget()
    assert video(room(), how, 1.0).mean() == pytest.approx(0.55 * 255, abs=1)
    assert len(engine.shapes) == 2


def test_a_movement_anywhere_runs_the_network(build: Build) -> None:
    video, engine = build(0.5)
    video(room(), Finish())
    moved = room()
    moved[170:, 300:] = 255 - moved[170:, 300:]
    video(moved, Finish())
    assert len(engine.shapes) == 2


def test_a_drift_too_slow_to_see_between_two_frames_is_detected(build: Build) -> None:
    """Each frame is compared to the one that the network saw, not to the one before."""
    video, engine = build(0.5)
    for step in range(8):
        video(lit(np.full((180, 320, 3), 100, np.uint8), step // 2), Finish())
    assert len(engine.shapes) > 1


def test_mattes_are_held_steady_until_a_cut(build: Build) -> None:
    how = Finish(0, 1)
    video, _ = build(0.5, 0.55, 0.55)
    video(room(), how, 1.0)
    assert video(lit(room(), 3), how, 1.0).mean() < 0.52 * 255
    assert video(room(7), how, 1.0).mean() == pytest.approx(0.55 * 255, abs=1)


def test_another_frame_size_starts_again(build: Build) -> None:
    video, engine = build(0.5, 0.55)
    how = Finish(0, 1)
    video(room(), how, 1.0)
    assert video(room(0, 320, 180), how, 1.0).mean() == pytest.approx(0.55 * 255, abs=1)
    assert engine.shapes[0] != engine.shapes[1]


def test_less_detail_means_fewer_pixels_for_the_network(build: Build) -> None:
    video, engine = build(0.5)
    matte = video(room(), Finish(), detail=1.0)
    assert video(room(), Finish(), detail=0.5).shape == matte.shape
    pixels = [height * width for height, width in engine.shapes]
    assert 0.3 * pixels[0] < pixels[1] < 0.7 * pixels[0]


@pytest.mark.parametrize("value", [float("nan"), 1.5, -0.1])
def test_a_damaged_answer_is_refused(value: float, build: Build) -> None:
    video, _ = build(0.5, value)
    video(room(), Finish())
    with pytest.raises(ModelError, match="damaged"):
        video(room(3), Finish())


@pytest.mark.parametrize(
    ("height", "width", "factor"), [(480, 640, 1), (720, 1280, 2), (2160, 3840, 4), (721, 1281, 1)]
)
def test_the_matte_is_a_whole_fraction_of_the_frame(build: Build, height: int, width: int, factor: int) -> None:
    video, _ = build(0.5)
    assert video(room(0, height, width), Finish()).shape == (height // factor, width // factor)


def shifted(rgb: Rgb, pixels: int) -> Rgb:
    return np.ascontiguousarray(np.roll(rgb, pixels, axis=1))


def smooth_room() -> Rgb:
    """A room in which motion can be followed, without jumps at the border when it is shifted."""
    across = 100 + 60 * np.sin(np.linspace(0, 12 * np.pi, 320, endpoint=False))
    down = 30 * np.sin(np.linspace(0, 7 * np.pi, 180))
    return np.repeat(np.asarray(across + down[:, None], np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(("rate", "networks"), [(30.0, 3), (25.0, 3), (15.0, 5), (10.0, 9)])
def test_frames_of_a_motion_do_without_the_network_for_less_than_a_tenth_of_a_second(
    build: Build, rate: float, networks: int
) -> None:
    video, engine = build(0.5, carries=True)
    video.rate = rate
    for step in range(9):
        video(shifted(smooth_room(), step), Finish())
    assert (len(engine.shapes), video.video.carried, video.video.reused) == (networks, 9 - networks, 0)


def test_a_matte_is_carried_from_the_networks_frame_not_from_a_carried_one(build: Build) -> None:
    """Errors of two steps do not add up."""
    video, _ = build(0.5, carries=True)
    asked = []

    def carrier(matte: NDArray[np.float32], before: NDArray[np.uint8], now: NDArray[np.uint8]) -> NDArray[np.float32]:
        asked.append((matte, before))
        return matte * np.float32(0.9)

    video.video._carrier = carrier  # type: ignore[assignment]
    for step in range(3):
        video(shifted(smooth_room(), step), Finish())
    (first, before), (second, again) = asked
    assert first is second
    assert before is again


def test_mattes_are_carried_only_where_it_is_asked_for(build: Build) -> None:
    video, engine = build(0.5)
    for step in range(6):
        video(shifted(smooth_room(), 2 * step), Finish())
    assert (len(engine.shapes), video.video.carried) == (6, 0)


def test_no_matte_is_carried_over_a_long_gap_a_cut_or_something_new(build: Build) -> None:
    video, engine = build(0.5, carries=True)
    video.rate = 5.0
    for step in range(4):
        video(shifted(smooth_room(), 2 * step), Finish())
    assert (len(engine.shapes), video.video.carried) == (4, 0)
    video.rate = 30.0
    video(room(1), Finish())
    new = room(1)
    new[40:120, 40:120] = 255 - new[40:120, 40:120]
    video(new, Finish())
    assert (len(engine.shapes), video.video.carried) == (6, 0)


def test_a_carried_matte_is_used_again_no_longer_than_the_networks(build: Build) -> None:
    """What stands still after a motion is looked at by the network half a second after its last look."""
    video, engine = build(0.5, carries=True)
    video(smooth_room(), Finish())
    for _ in range(14):
        video(shifted(smooth_room(), 2), Finish())
    assert (len(engine.shapes), video.video.carried) == (1, 1)
    for _ in range(4):
        video(shifted(smooth_room(), 2), Finish())
    assert len(engine.shapes) == 2
