"""The part of a video between two moments: its frames, its sound, and their time stamps."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.devices.media.video_reader import VideoReader
from app.render.clip import frames_between, items_between
from tests.clips import write_video

GREYS = [20 * number for number in range(1, 11)]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Return a second of ten pictures, without sound."""
    return write_video(tmp_path / "clip.mp4", GREYS, rate=10)


@pytest.fixture
def talking(tmp_path: Path) -> Path:
    """Return two seconds with sound."""
    path = tmp_path / "talking.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio: Any = container.add_stream("pcm_s16le", rate=8000)
        for index in range(20):
            rgb = np.full((48, 64, 3), 10 * index, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
            sound.sample_rate, sound.pts, sound.time_base = 8000, 800 * index, Fraction(1, 8000)
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def frames(path: Path, start: float, end: float | None) -> list[tuple[int, float]]:
    """Return grey and time of each frame."""
    with VideoReader(path) as reader:
        items = [item for item in items_between(reader, start, end) if isinstance(item, tuple)]
        return [(round(float(rgb.mean())), round(reader.seconds(pts), 3)) for rgb, pts in items]


@pytest.mark.parametrize(
    ("start", "end", "numbers"),
    [(0, None, range(10)), (0.3, None, range(3, 10)), (0, 0.5, range(5)), (0.2, 0.7, range(2, 7)), (3, None, ())],
)
def test_frames_between(start: float, end: float | None, numbers: Any, clip: Path) -> None:
    found = frames(clip, start, end)
    assert [grey for grey, _ in found] == pytest.approx([GREYS[number] for number in numbers], abs=3)
    assert [seconds for _, seconds in found] == pytest.approx([0.1 * step for step in range(len(numbers))])
    with VideoReader(clip) as reader:
        assert frames_between(reader, start, end) == len(numbers)


def test_sound_is_cut_with_the_frames(talking: Path) -> None:
    with VideoReader(talking) as reader:
        packets = [item for item in items_between(reader, 0.5, 1.5) if not isinstance(item, tuple)]
        times = [float(packet.pts * packet.time_base) for packet in packets if packet.pts is not None]
    assert times[0] == pytest.approx(0, abs=0.05)
    assert times[-1] == pytest.approx(0.9, abs=0.11)
