"""Chapters are kept; what is left out of a video is said before rendering begins."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.container import OutputContainer
from av.video.stream import VideoStream

from app.devices.media.other_tracks import Chapter, chapters_between, write_chapters
from app.devices.media.video_reader import VideoReader
from tests.sound_table import rendered

CHAPTERS = [Chapter(0, 0.5, "Ünder"), Chapter(0.5, 1, "")]


def write(path: Path, subtitles: int = 0, attachments: int = 0, chapters: Sequence[Chapter] = ()) -> Path:
    """Write a second of video with so many other tracks."""
    text = path.with_suffix(".srt")
    text.write_text("1\n00:00:00,100 --> 00:00:00,900\nHello\n")
    with av.open(str(path), "w") as container, av.open(str(text)) as words:
        video = video_track(container)
        tracks = [container.add_stream_from_template(words.streams[0]) for _ in range(subtitles)]
        for number in range(attachments):
            container.add_attachment(f"{number}.ttf", "application/x-truetype-font", b"font")
        write_chapters(container, chapters)
        write_frames(container, video)
        for packet in words.demux():
            for track in tracks if packet.dts is not None else ():
                packet.stream = track
                container.mux(packet)
    return path


def video_track(container: OutputContainer) -> VideoStream:
    video = container.add_stream("libx264", rate=10)
    assert isinstance(video, VideoStream)
    video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
    return video


def write_frames(container: OutputContainer, video: VideoStream) -> None:
    for index in range(10):
        rgb = np.full((48, 64, 3), 20 * index, np.uint8)
        container.mux(video.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
    container.mux(video.encode(None))


@pytest.mark.parametrize("target", [".mkv", ".mp4", ".mov", ".webm"])
def test_chapters_are_kept(tmp_path: Path, target: str) -> None:
    for suffix in (".mkv", ".mp4"):
        source = write(tmp_path / f"a{suffix}", chapters=CHAPTERS)
        assert rendered(source, tmp_path / f"o{target}") == []
        with VideoReader(tmp_path / f"o{target}") as reader:
            assert [(chapter.begin, chapter.end) for chapter in reader.chapters] == [(0, 0.5), (0.5, 1)]
            assert reader.chapters[0].title == "Ünder"


def test_chapters_of_a_part_count_from_its_start() -> None:
    assert chapters_between(CHAPTERS, 0.25, 0.75) == [Chapter(0, 0.25, "Ünder"), Chapter(0.25, 0.5, "")]
    assert chapters_between(CHAPTERS, 0.5, None) == [Chapter(0, 0.5, "")]
    assert chapters_between(CHAPTERS, 0, 0.5) == [CHAPTERS[0]]


def test_chapters_that_end_before_they_begin_are_left_out() -> None:
    assert chapters_between([Chapter(2, 1, "Odd"), Chapter(-3, -1, "Odd"), *CHAPTERS], 0, None) == CHAPTERS


@pytest.mark.parametrize(
    ("subtitles", "attachments", "sentences"),
    [
        (0, 0, []),
        (1, 0, ["Left out: 1 subtitle track."]),
        (2, 1, ["Left out: 2 subtitle tracks, 1 attachment."]),
        (0, 2, ["Left out: 2 attachments."]),
    ],
)
def test_what_is_left_out_is_said_beforehand(
    tmp_path: Path, subtitles: int, attachments: int, sentences: list[str]
) -> None:
    source = write(tmp_path / "a.mkv", subtitles, attachments, CHAPTERS)
    assert rendered(source, tmp_path / "o.mp4") == sentences


def test_private_data_may_be_the_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.ts"
    with av.open(str(path), "w") as container:
        video, data = video_track(container), container.add_data_stream("klv")
        for index in range(10):
            packet = av.Packet(b"Hello")
            packet.stream, packet.time_base = data, Fraction(1, 1000)
            packet.pts = packet.dts = 100 * index
            container.mux(packet)
        write_frames(container, video)
    (sentence,) = rendered(path, tmp_path / "o.mp4")
    assert sentence.startswith("Left out: 1 data track. If the video should have sound,")


def test_a_second_video_track_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as container:
        tracks = [video_track(container) for _ in range(2)]
        for video in tracks:
            write_frames(container, video)
    assert rendered(path, tmp_path / "o.mp4") == ["Left out: 1 other video track."]
