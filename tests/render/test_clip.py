"""The part of a video between two moments: its frames, its sound, and their time stamps."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from app.core.types import Rgb
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.film import open_film
from app.devices.media.pictures import rgb_of_image
from app.devices.media.video_reader import VideoReader
from app.render.clip import frames_between, items_between
from bisenet.media.decoded_frames import DecodedFrame
from tests.clips import write_uneven, write_video

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


CODECS = {
    ".mp4": "libx264",
    ".mov": "mpeg4",
    ".mkv": "libx265",
    ".webm": "libvpx-vp9",
    ".ts": "mpeg2video",
    ".avi": "mpeg4",
}


def write_long(path: Path, seconds: int = 12, offset: float = 0.0) -> Path:
    """Write ten frames a second, with a key frame in every third second and frames that refer to later ones."""
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream(CODECS[path.suffix], rate=10, options={"x265-params": "log-level=none"})
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        video.codec_context.gop_size = 30
        if path.suffix not in (".webm", ".avi"):
            video.codec_context.max_b_frames = 2
        audio: Any = container.add_stream("libmp3lame" if path.suffix != ".webm" else "libopus", rate=48000)
        for index in range(10 * seconds):
            # The left half shows tenths of a second, the right half the seconds.
            rgb = np.full((48, 64, 3), 20 + 20 * (index % 10), np.uint8)
            rgb[:, 32:] = 20 + 15 * (index // 10)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = index + round(10 * offset), Fraction(1, 10)
            container.mux(video.encode(frame))
            wave = np.full((1, 4800), 0.01 * (index % 7), np.float32)
            sound = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
            sound.sample_rate, sound.pts, sound.time_base = (
                48000,
                4800 * index + round(48000 * offset),
                Fraction(1, 48000),
            )
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def part(path: Path, start: float, end: float | None) -> tuple[list[tuple[int, int, float]], list[tuple[float, bytes]]]:
    """Return both greys and the time of each frame, and time and content of each packet of sound."""
    shown, sound = [], []
    with VideoReader(path) as reader:
        for item in items_between(reader, start, end):
            if isinstance(item, tuple):
                left, right = item[0][:, :24].mean(), item[0][:, 40:].mean()
                shown.append((round(float(left)), round(float(right)), round(reader.seconds(item[1]), 3)))
            elif item.pts is not None and item.time_base is not None:
                sound.append((round(float(item.pts * item.time_base), 3), bytes(item)))
    return shown, sound


@pytest.mark.parametrize("offset", [0.0, 5.0])
@pytest.mark.parametrize("suffix", CODECS)
def test_a_part_is_that_of_the_whole(tmp_path: Path, suffix: str, offset: float) -> None:
    """Wherever it begins: before, at, and after a key frame."""
    path = write_long(tmp_path / f"a{suffix}", offset=offset)
    whole, whole_sound = part(path, 0, None)
    assert len(whole) == 120
    for start, end in ((0.5, None), (2.9, 4.0), (3.0, 3.2), (7.35, 9.0), (11.5, None), (20, None)):
        last = 1e9 if end is None else end
        expected = [(left, right, time - start) for left, right, time in whole if start <= time < last]
        before = [(left, right, 0.0) for left, right, time in whole if time < start - 0.001]
        # Of a frame that begins before the part, what is within it.
        if start < 12 and (not expected or expected[0][2] > 0.02):
            expected.insert(0, before[-1])
        shown, sound = part(path, start, end)
        assert [one[2] for one in shown] == pytest.approx([one[2] for one in expected], abs=0.051)
        assert [one[:2] for one in shown] == [one[:2] for one in expected]
        sounds = [data for time, data in whole_sound if start + 0.001 <= time < last - 0.001]
        assert set(sounds) <= {data for _, data in sound}
        assert len(sound) - len(sounds) <= 1


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_what_is_before_the_part_is_not_decoded_nor_anything_else_converted(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_long(tmp_path / f"a{suffix}")
    converted: list[float] = []
    decoded: list[float] = []

    def counted(frame: DecodedFrame) -> Rgb:
        converted.append(frame.frame.time or 0.0)
        return rgb_of(frame)

    def stamped(reader: VideoReader, frame: av.VideoFrame, *rest: Any) -> Any:
        decoded.append(frame.time or 0.0)
        return usual(reader, frame, *rest)

    usual = VideoReader._stamped
    monkeypatch.setattr("app.devices.media.video_reader.rgb_of", counted)
    monkeypatch.setattr(VideoReader, "_stamped", stamped)
    part(path, 8.05, 8.55)
    assert converted == pytest.approx([8.0, 8.1, 8.2, 8.3, 8.4, 8.5], abs=0.01)
    assert min(decoded) >= 5
    converted.clear()
    assert part(path, 100, None) == ([], [])
    assert converted == []


def test_pictures_outside_the_part_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [Image.new("RGB", (64, 48), (20 * index,) * 3) for index in range(10)]
    path = tmp_path / "a.webp"
    pictures[0].save(path, "WEBP", lossless=True, save_all=True, append_images=pictures[1:], duration=100)
    drawn: list[int] = []

    def counted(image: Image.Image, *rest: Any) -> Rgb:
        rgb = rgb_of_image(image, *rest)
        drawn.append(int(rgb[0, 0, 0]))
        return rgb

    monkeypatch.setattr("app.devices.media.animated_pictures.rgb_of_image", counted)
    with open_film(path) as reader:
        shown = [item for item in items_between(reader, 0.25, 0.5) if isinstance(item, tuple)]
        assert [reader.seconds(stamp) for _, stamp in shown] == pytest.approx([0, 0.05, 0.15])
    assert drawn == [40, 60, 80]


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG", "GIF"])
@pytest.mark.parametrize(
    ("start", "end", "greys", "times"),
    [
        (1.5, 2.0, [220], [0]),
        (1.5, None, [220], [0]),
        (0.05, None, [20, 120, 220], [0, 0.05, 0.55]),
        (0.1, 0.7, [120, 220], [0, 0.5]),
        (1.8, None, [], []),
    ],
)
def test_a_part_of_an_animation_begins_with_the_picture_shown_then(
    tmp_path: Path, kind: str, start: float, end: float | None, greys: list[int], times: list[float]
) -> None:
    """Pictures of 0.1, 0.5 and 1.2 s."""
    pictures = [Image.new("RGB", (64, 48), (grey,) * 3) for grey in (20, 120, 220)]
    pictures[0].save(tmp_path / "a", kind, save_all=True, append_images=pictures[1:], duration=[100, 500, 1200])
    with open_film(tmp_path / "a") as reader:
        shown = [item for item in items_between(reader, start, end) if isinstance(item, tuple)]
        assert [float(rgb.mean()) for rgb, _ in shown] == pytest.approx(greys, abs=8)
        assert [reader.seconds(stamp) for _, stamp in shown] == pytest.approx(times, abs=0.011)


@pytest.mark.parametrize(
    ("start", "end", "greys", "times"),
    [
        (4, None, [30, 40, 50], [0, 2, 5]),
        (5.5, None, [30, 40, 50], [0, 0.5, 3.5]),
        (4, 5, [30], [0]),
        (3, 7, [30, 40], [0, 3]),
        (0.5, 1, [20], [0]),
    ],
)
def test_a_part_of_a_slow_video_begins_with_the_frame_shown_then(
    tmp_path: Path, start: float, end: float | None, greys: list[int], times: list[float]
) -> None:
    """Frames that are three seconds apart."""
    found = frames(write_uneven(tmp_path / "a.mkv", [0, 300, 600, 900]), start, end)
    assert [grey for grey, _ in found] == pytest.approx(greys, abs=3)
    assert [seconds for _, seconds in found] == pytest.approx(times, abs=0.01)


def test_sound_is_cut_with_the_frames(talking: Path) -> None:
    with VideoReader(talking) as reader:
        packets = [item for item in items_between(reader, 0.5, 1.5) if not isinstance(item, tuple)]
        times = [float(packet.pts * packet.time_base) for packet in packets if packet.pts is not None]
    assert times[0] == pytest.approx(0, abs=0.05)
    assert times[-1] == pytest.approx(0.9, abs=0.11)
