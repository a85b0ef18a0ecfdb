"""Animated pictures, rendered to a video or, the first picture of them, to a picture."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app.config import AppConfig
from app.devices.media.pictures import read_picture
from app.gui.record.jobs import target_name
from app.render.batch import find_jobs
from app.render.settings import RenderSettings
from tests.clips import write_uneven
from tests.fakes import SMALL
from tests.sound_table import rendered

KINDS = ["WEBP", "AVIF", "PNG", "GIF"]
DURATIONS = (100, 500, 1200)


def write(path: Path, kind: str, durations: Sequence[int] = DURATIONS) -> Path:
    """Write pictures of one grey each, 80 brighter each, with their milliseconds."""
    pictures = [
        Image.new("RGB", (SMALL.width, SMALL.height), (20 + 80 * index,) * 3) for index in range(len(durations))
    ]
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=list(durations))
    return path


def shown(path: Path) -> tuple[list[float], float]:
    """Return when the frames of a video begin, and when the last one ends."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.pts is not None]
        unit = float(video.time_base or 0)
        times = sorted(float(packet.pts or 0) * unit for packet in packets)
        return times, float(container.duration or 0) / av.time_base


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_video_keeps_all_durations(tmp_path: Path, kind: str, suffix: str) -> None:
    target = tmp_path / f"o{suffix}"
    assert rendered(write(tmp_path / "a", kind), target) == []
    times, end = shown(target)
    assert times[:3] == pytest.approx([0, 0.1, 0.6], abs=0.011)
    assert end == pytest.approx(1.8, abs=0.06)


@pytest.mark.parametrize(("start", "end", "lasts"), [(1.0, None, 0.8), (1.0, 1.5, 0.5), (0.3, 1.0, 0.7)])
def test_a_part_lasts_until_its_end(tmp_path: Path, start: float, end: float | None, lasts: float) -> None:
    settings = RenderSettings(start=start, end=end)
    rendered(write(tmp_path / "a", "WEBP"), tmp_path / "o.mp4", settings=settings)
    assert shown(tmp_path / "o.mp4")[1] == pytest.approx(lasts, abs=0.05)


@pytest.mark.parametrize("durations", [(300, 300, 300, 1500), (1200, 100, 100), (100, 100, 100), (20, 20)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_video_ends_when_the_animation_does(tmp_path: Path, kind: str, durations: tuple[int, ...]) -> None:
    for suffix in (".mp4", ".webm"):
        rendered(write(tmp_path / "a", kind, durations), tmp_path / f"o{suffix}")
        assert shown(tmp_path / f"o{suffix}")[1] == pytest.approx(sum(durations) / 1000, abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_the_first_one_and_that_is_said(tmp_path: Path, kind: str) -> None:
    (warning,) = rendered(write(tmp_path / "a", kind), tmp_path / "o.png")
    assert warning.startswith("Only the first picture of the animation is rendered")
    assert read_picture(tmp_path / "o.png").shape == (SMALL.height, SMALL.width, 3)


def test_a_picture_of_a_part_is_named_by_its_time(tmp_path: Path) -> None:
    (warning,) = rendered(write(tmp_path / "a", "WEBP"), tmp_path / "o.png", settings=RenderSettings(start=0.25))
    assert warning.startswith("Only the picture at 0.25 s of the animation is rendered")


def test_an_animation_of_one_picture_is_a_picture(tmp_path: Path) -> None:
    source = write(tmp_path / "a.gif", "GIF", [100])
    assert rendered(source, tmp_path / "o.png") == []
    (job,) = find_jobs([source], tmp_path / "out", AppConfig(), RenderSettings())
    assert job.target.name == "a.png"
    assert target_name(source, "beach").endswith(".png")


@pytest.mark.parametrize("kind", KINDS)
def test_many_pictures_become_a_video_in_a_folder(tmp_path: Path, kind: str) -> None:
    source = write(tmp_path / f"a.{kind.lower()}", kind)
    (job,) = find_jobs([source], tmp_path / "out", AppConfig(), RenderSettings())
    assert job.target.name == "a.mp4"
    assert target_name(source, "beach").endswith(".mp4")


@pytest.mark.parametrize("kind", KINDS)
def test_numbered_pictures_of_an_animation(tmp_path: Path, kind: str) -> None:
    rendered(write(tmp_path / "a", kind, [100, 100, 900]), tmp_path / "%d.png")
    greys = [np.asarray(Image.open(tmp_path / f"{number}.png")).shape for number in (1, 2, 3)]
    assert greys == [(SMALL.height, SMALL.width, 3)] * 3
    assert not (tmp_path / "4.png").exists()


def test_a_video_of_uneven_frames_keeps_its_end(tmp_path: Path) -> None:
    source = write_uneven(tmp_path / "a.mkv", [0, 4, 8, 12, 16, 180, 300])
    rendered(source, tmp_path / "o.mp4")
    times, end = shown(tmp_path / "o.mp4")
    assert times == pytest.approx([0, 0.04, 0.08, 0.12, 0.16, 1.8, 3], abs=0.005)
    assert end == pytest.approx(3.1, abs=0.06)
