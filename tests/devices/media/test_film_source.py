"""Videos and animated pictures in place of a camera: they play by their own times and loop."""

import gc
import weakref
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.errors import ConfigError, DeviceError
from app.core.pipeline.capture import Capture
from app.core.pipeline.mailbox import Mailbox
from app.core.pipeline.screen import Screen
from app.core.pipeline.status import StatusBoard
from app.core.stats import Stats
from app.core.types import Rgb
from app.devices.media.film_source import FilmSource
from app.factory import source_opener
from tests.clips import write_gif, write_uneven, write_video
from tests.fakes import SMALL, plain


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


def played(source: FilmSource, clock: Clock, count: int) -> tuple[list[int], list[float]]:
    """Return the brightness of frames and the times since the first at which they came; repeats do not count."""
    greys: list[int] = []
    times: list[float] = []
    last = None
    while len(greys) < count:
        rgb = source.read()
        if rgb is not last:
            greys.append(round(float(rgb.mean())))
            times.append(clock.now - 100)
        last = rgb
    source.close()
    return greys, times


def test_a_source_loops(tmp_path: Path) -> None:
    clock = Clock()
    source = FilmSource(write_video(tmp_path / "a.mp4", [20, 40, 60]), clock=clock, sleep=clock.sleep)
    greys, times = played(source, clock, 7)
    assert greys == pytest.approx([20, 40, 60, 20, 40, 60, 20], abs=3)
    assert times == pytest.approx([0.04 * index for index in range(7)], abs=1e-6)


def test_frames_come_at_their_own_times(tmp_path: Path) -> None:
    clock, stamps = Clock(), [0, 5, 45, 50, 120]
    source = FilmSource(write_uneven(tmp_path / "a.mp4", stamps), clock=clock, sleep=clock.sleep)
    _, times = played(source, clock, 12)
    assert times[:5] == pytest.approx([stamp / 100 for stamp in stamps], abs=1e-3)
    loop = times[5]
    assert loop > 1.2
    assert times[5:10] == pytest.approx([loop + stamp / 100 for stamp in stamps], abs=1e-3)
    assert times[10:] == pytest.approx([2 * loop, 2 * loop + 0.05], abs=1e-3)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG", "GIF"])
def test_an_animation_keeps_its_durations(tmp_path: Path, kind: str) -> None:
    path, clock = tmp_path / "a", Clock()
    pictures = [Image.fromarray(plain((grey,) * 3, SMALL)) for grey in (20, 120, 220)]
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=[100, 500, 1200])
    greys, times = played(FilmSource(path, clock=clock, sleep=clock.sleep), clock, 5)
    assert greys == pytest.approx([20, 120, 220, 20, 120], abs=8)
    assert times == pytest.approx([0, 0.1, 0.6, 1.8, 1.9], abs=0.01)


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_no_read_waits_for_a_long_frame_to_end(tmp_path: Path, kind: str) -> None:
    path, clock = tmp_path / "a", Clock()
    pictures = [Image.fromarray(plain((grey,) * 3, SMALL)) for grey in (20, 220)]
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=30_000)
    source = FilmSource(path, clock=clock, sleep=clock.sleep)
    shown = []
    while clock.now < 165:
        before = clock.now
        grey = round(float(source.read().mean()))
        assert clock.now - before <= 0.067
        shown.append((clock.now - 100, grey))
    source.close()
    assert {grey for now, grey in shown if now < 29.99} == {20}
    assert {grey for now, grey in shown if 30.01 < now < 59.99} == {220}
    assert {grey for now, grey in shown if now > 60.01} == {20}


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG", "GIF"])
def test_an_animation_may_be_the_camera(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    pictures = [Image.fromarray(plain((grey,) * 3, SMALL)) for grey in (20, 220)]
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=20)
    source = source_opener(str(path), SMALL, 30)()
    greys = [round(float(np.asarray(source.read(), np.uint8).mean())) for _ in range(3)]
    source.close()
    assert greys == pytest.approx([20, 220, 20], abs=8)


def test_slow_frames_do_not_add_up(tmp_path: Path) -> None:
    clock = Clock()
    source = FilmSource(write_video(tmp_path / "a.mp4", [20, 40, 60]), clock=clock, sleep=clock.sleep)
    for _ in range(100):
        source.read()
        clock.now += 0.03
    source.close()
    assert clock.now - 100 == pytest.approx(99 * 0.04 + 0.03, abs=1e-6)


def test_after_a_stall_frames_do_not_come_in_a_burst(tmp_path: Path) -> None:
    clock = Clock()
    source = FilmSource(write_video(tmp_path / "a.mp4", [20, 40, 60, 80, 100, 120]), clock=clock, sleep=clock.sleep)
    source.read()
    clock.now += 7
    _, times = played(source, clock, 4)
    assert [after - before for before, after in pairwise(times)] == pytest.approx([0.04] * 3, abs=1e-6)


@pytest.mark.parametrize("fps", [None, 50.0])
def test_only_a_film_at_the_rate_of_its_file_is_no_slow_camera(tmp_path: Path, fps: float | None) -> None:
    path = write_video(tmp_path / "a.mp4", [20, 40])

    class Stopping(FilmSource):
        """Ends the capture at its first frame."""

        def read(self) -> Rgb:
            """Read one frame."""
            capture.stop()
            return super().read()

    capture = Capture(lambda: Stopping(path, fps), Mailbox(), Screen(SMALL), StatusBoard(), Stats())
    capture.run()
    assert capture.has_own_rate is (fps is None)


def test_a_source_may_play_at_another_rate(tmp_path: Path) -> None:
    clock = Clock()
    source = FilmSource(write_gif(tmp_path / "a.gif", [((9, 9, 9), 50)] * 2), 1000, clock, clock.sleep)
    assert played(source, clock, 5)[1] == pytest.approx([0, 0.001, 0.002, 0.003, 0.004], abs=1e-6)


def test_a_closed_source_leaves_nothing_to_the_collector(tmp_path: Path) -> None:
    """The decoder has threads and pictures, and a camera may be chosen often before the collector comes."""
    gc.disable()
    try:
        source = FilmSource(write_video(tmp_path / "a.mp4", [20, 40]))
        source.read()
        film = weakref.ref(source._film)
        source.close()
        del source
        assert film() is None
    finally:
        gc.enable()


def test_a_video_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", np.linspace(20, 200, 50).astype(int).tolist())
    path.write_bytes(path.read_bytes()[:700])

    def play() -> None:
        source = FilmSource(path)
        for _ in range(200):
            source.read()

    with pytest.raises((ConfigError, DeviceError)):
        play()
