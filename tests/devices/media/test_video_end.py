"""When a video breaks off, and how many frames it has."""

from fractions import Fraction
from pathlib import Path

import av
import pytest

from app.devices.media.video_reader import VideoReader
from tests.clips import write_video
from tests.sound_clips import SUFFIXES, Tone, write_with_sound


def read(path: Path) -> tuple[int, int, bool]:
    """Return the number of frames announced and read, and whether the video breaks off."""
    with VideoReader(path) as reader:
        frames = sum(isinstance(item, tuple) for item in reader.items())
        return reader.count, frames, reader.breaks_off


def cut_without_encoding(source: Path, target: Path, second: float) -> Path:
    """Copy what follows `second`; an edit list hides the frames between the key frame before it and that time."""
    with av.open(str(source)) as reading, av.open(str(target), "w") as writing:
        video = reading.streams.video[0]
        copy = writing.add_stream_from_template(video)
        assert video.time_base is not None
        shift = round(second / video.time_base)
        for packet in reading.demux(video):
            if packet.dts is not None and packet.pts is not None:
                packet.dts, packet.pts = packet.dts - shift, packet.pts - shift
                packet.stream = copy
                writing.mux(packet)
    return target


def test_a_video_that_was_cut_without_encoding_is_whole(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4", [90] * 60, rate=30)
    announced, frames, breaks_off = read(cut_without_encoding(whole, tmp_path / "cut.mp4", 1))
    assert 28 <= frames <= 32
    assert announced == pytest.approx(frames, abs=2)
    assert not breaks_off


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("seconds", [0.4, 3.0])
def test_sound_of_another_length_is_no_end(tmp_path: Path, suffix: str, seconds: float) -> None:
    codec = {".webm": "libopus", ".ogv": "libopus", ".mpg": "mp2", ".3gp": "libopencore_amrnb"}.get(suffix, "aac")
    path = write_with_sound(tmp_path / f"a{suffix}", [Tone(codec, seconds=seconds)])
    announced, frames, breaks_off = read(path)
    assert frames == pytest.approx(25, abs=1)
    # These have one duration for the whole file, or wrong ones.
    if suffix not in (".flv", ".wmv", ".asf", ".mpg"):
        assert announced == pytest.approx(25, abs=6)
    assert not breaks_off


def test_matroska_without_the_length_of_a_track(tmp_path: Path) -> None:
    path = write_with_sound(tmp_path / "a.mkv", [Tone(seconds=4)])
    path.write_bytes(path.read_bytes().replace(b"DURATION", b"DURATIOX"))
    assert read(path)[1:] == (25, False)


def test_a_short_flv_is_whole(tmp_path: Path) -> None:
    """Its duration includes the delay of the encoder."""
    assert read(write_video(tmp_path / "a.flv", range(50, 60)))[1:] == (10, False)


@pytest.mark.parametrize("suffix", [".mkv", ".avi", ".webm"])
def test_half_a_file_breaks_off(tmp_path: Path, suffix: str) -> None:
    codec = "libopus" if suffix == ".webm" else "mp2"
    path = write_with_sound(tmp_path / f"a{suffix}", [Tone(codec, seconds=4)], frames=100)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])
    assert read(path)[2]


def test_a_last_frame_that_stands_long_is_no_end(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        packets = []
        for index in range(3):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            packets += video.encode(frame)
        packets += video.encode(None)
        packets[-1].duration = 20 * (packets[-1].duration or 1)
        container.mux(packets)
    assert read(path)[1:] == (3, False)
