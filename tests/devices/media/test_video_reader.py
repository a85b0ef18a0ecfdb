import os
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from app.core.compositing.processor import Processor
from app.core.errors import ConfigError, DeviceError
from app.core.look import Look
from app.core.stats import Stats
from app.core.types import Composite, Frame, Rgba, Size
from app.devices.media.sound import plan_sound
from app.devices.media.video_reader import Clock, VideoReader
from app.devices.media.video_writer import VideoFileSink, can_hold_alpha, is_video_name
from tests.fakes import SECRET, FakeSegmenter, plain

SIZE = Size(64, 48)


def write_clip(path: Path, frames: int = 5, sound: bool = False) -> Path:
    """Write frames that get brighter, 20 a frame, with a tone of AAC if wanted."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = SIZE.width, SIZE.height, "yuv420p"
        audio = container.add_stream("aac", rate=44100) if sound else None
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(plain((20 + 20 * index,) * 3, SIZE), format="rgb24")
            container.mux(video.encode(frame))
        if audio is not None:
            for index in range(8):
                tone = np.sin(np.arange(1024) / 20).astype(np.float32)[None] * 0.2
                chunk = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
                chunk.sample_rate, chunk.pts = 44100, 1024 * index
                container.mux(audio.encode(chunk))
            container.mux(audio.encode(None))
        container.mux(video.encode(None))
    return path


def brightness(reader: VideoReader) -> list[int]:
    return [round(float(item[0].mean())) for item in reader.items() if isinstance(item, tuple)]


def test_reading_gives_every_frame_in_order(tmp_path: Path) -> None:
    with VideoReader(write_clip(tmp_path / "a.mp4")) as reader:
        assert reader.rate == 25
        assert reader.count == 5
        assert reader.audio is None
        assert brightness(reader) == pytest.approx([20, 40, 60, 80, 100], abs=3)
        reader.rewind()
        assert len(brightness(reader)) == 5


@pytest.mark.parametrize("name", ["out.mp4", "out.mkv", "out.webm"])
def test_composites_come_back(tmp_path: Path, name: str) -> None:
    sink = VideoFileSink(tmp_path / name, SIZE, Fraction(25))
    for index in range(5):
        sink.write(Composite(plain((40 + 30 * index,) * 3, SIZE), None))
    sink.close()
    sink.close()
    with VideoReader(tmp_path / name) as reader:
        assert brightness(reader) == pytest.approx([40, 70, 100, 130, 160], abs=5)


def test_time_stamps_and_sound_are_taken_over(tmp_path: Path) -> None:
    with VideoReader(write_clip(tmp_path / "a.mp4", frames=5, sound=True)) as reader:
        assert reader.audio is not None
        sink = VideoFileSink(
            tmp_path / "out.mp4", SIZE, reader.rate, like=reader, sound=plan_sound(reader.sounds, ".mp4", "copy")
        )
        stamps = []
        for item in reader.items():
            if isinstance(item, tuple):
                stamps.append(item[1] * (reader.video.time_base or 0))
                sink.write_at(Composite(item[0], None), item[1])
            else:
                sink.write_sound(item)
        sink.close()
    with VideoReader(tmp_path / "out.mp4") as copied:
        assert copied.audio is not None
        pictures = [item for item in copied.items() if isinstance(item, tuple)]
        assert [float(pts * (copied.video.time_base or 0)) for _, pts in pictures] == pytest.approx(stamps, abs=1e-3)
        copied.rewind()
        assert sum(not isinstance(item, tuple) for item in copied.items()) >= 8


@pytest.mark.parametrize(
    ("content", "message"), [(None, "There is no file"), (b"", "is empty"), (b"no video", "not a video")]
)
def test_what_is_no_video_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "bad.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        VideoReader(path)


def test_names_and_folders_that_cannot_be_written(tmp_path: Path) -> None:
    assert is_video_name(Path("A.MP4"))
    assert not is_video_name(Path("a.txt"))
    with pytest.raises(ConfigError, match="not a name for a video"):
        VideoFileSink(tmp_path / "a.txt", SIZE, Fraction(25))
    with pytest.raises(DeviceError, match="cannot be written"):
        VideoFileSink(tmp_path / "absent" / "a.mp4", SIZE, Fraction(25))


@pytest.mark.parametrize(("size", "red_weight", "tag"), [(Size(1280, 720), 0.2126, 1), (SIZE, 0.299, 6)])
def test_colours_are_what_players_will_show(tmp_path: Path, size: Size, red_weight: float, tag: int) -> None:
    """The stored luma is the one of the tagged matrix, computed here by hand from the standard's weights."""
    colour = (0, 177, 64)
    sink = VideoFileSink(tmp_path / "out.mp4", size, Fraction(25))
    sink.write(Composite(plain(colour, size), None))
    sink.close()
    blue_weight = {0.2126: 0.0722, 0.299: 0.114}[red_weight]
    luma = np.dot([red_weight, 1 - red_weight - blue_weight, blue_weight], colour)
    with av.open(str(tmp_path / "out.mp4")) as container:
        frame = next(container.decode(video=0))
    assert frame.colorspace == tag
    assert float(frame.to_ndarray()[: size.height].mean()) == pytest.approx(16 + luma * 219 / 255, abs=1.5)
    with VideoReader(tmp_path / "out.mp4") as reader:
        (rgb, _) = next(item for item in reader.items() if isinstance(item, tuple))
    assert np.abs(rgb.astype(int) - colour).max() <= 3


def test_time_starts_at_nothing_wherever_the_files_clock_does(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "late.ts"), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"bf": "0"})
        video.width, video.height, video.pix_fmt = SIZE.width, SIZE.height, "yuv420p"
        for index in range(5):
            frame = av.VideoFrame.from_ndarray(plain((20 * index,) * 3, SIZE), format="rgb24")
            frame.pts, frame.time_base = 90_000 + index, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    with VideoReader(tmp_path / "late.ts") as reader:
        stamps = [item[1] * (reader.video.time_base or 0) for item in reader.items() if isinstance(item, tuple)]
    assert [float(stamp) for stamp in stamps] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16], abs=1e-3)


def test_recordings_that_were_joined_play_one_after_the_other(tmp_path: Path) -> None:
    """The clock of the second part starts again; neither its pictures nor its sound may be squeezed or lost."""
    one = write_clip(tmp_path / "part.ts", frames=10, sound=True).read_bytes()
    (tmp_path / "joined.ts").write_bytes(one + one)
    with VideoReader(tmp_path / "joined.ts") as reader:
        items = list(reader.items())
        unit = reader.video.time_base or Fraction(1)
    stamps = [float(item[1] * unit) for item in items if isinstance(item, tuple)]
    sound = [item.dts or 0 for item in items if not isinstance(item, tuple)]
    assert len(stamps) == 20
    assert stamps[-1] - stamps[0] == pytest.approx(19 * 0.04, abs=0.05)
    assert all(later > earlier for earlier, later in pairwise(stamps))
    assert all(later > earlier for earlier, later in pairwise(sound))


def test_what_the_encoder_refuses_is_told(tmp_path: Path) -> None:
    wide = Size(16_400, 16)
    sink = VideoFileSink(tmp_path / "wide.mp4", wide, Fraction(25))
    with pytest.raises(DeviceError, match="cannot be encoded"):
        sink.write(Composite(plain((1, 2, 3), wide), None))
    with pytest.raises(DeviceError):
        sink.close()


def test_without_time_stamps_pictures_follow_at_the_rate(tmp_path: Path) -> None:
    write_clip(tmp_path / "a.mp4", frames=6)
    with av.open(str(tmp_path / "raw.h264"), "w", format="h264") as container:
        video = container.add_stream("libx264", rate=25, options={"bf": "0"})
        video.width, video.height, video.pix_fmt = SIZE.width, SIZE.height, "yuv420p"
        for index in range(6):
            frame = av.VideoFrame.from_ndarray(plain((20 * index,) * 3, SIZE), format="rgb24")
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    with VideoReader(tmp_path / "raw.h264") as reader:
        stamps = [float(i[1] * (reader.video.time_base or 0)) for i in reader.items() if isinstance(i, tuple)]
        rate = float(reader.rate)
    assert stamps == pytest.approx([index / rate for index in range(6)], abs=1e-3)


def test_a_colon_in_a_name_is_no_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_clip(tmp_path / "a.mp4").rename(tmp_path / "12:30 ümlaut call.mp4")
    with VideoReader(Path("12:30 ümlaut call.mp4")) as reader:
        assert len(brightness(reader)) == 5


def test_two_pictures_at_one_moment_delay_nothing() -> None:
    clock = Clock(Fraction(0), None)
    assert [clock.stamp(raw, 40) for raw in (0, 40, 40, 80, 120)] == [0, 40, 41, 80, 120]
    assert [clock.stamp(raw, 40) for raw in (0, 40, None, 120)] == [160, 200, 240, 280]


def decoded_with_alpha(path: Path) -> list[Rgba]:
    """Return a file's pictures; FFmpeg's own VP9 decoder would drop the alpha, so libvpx takes its place."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        decoder = av.CodecContext.create("libvpx-vp9", "r") if path.suffix == ".webm" else video.codec_context
        pictures = []
        for packet in container.demux(video):
            for frame in decoder.decode(packet):
                assert isinstance(frame, av.VideoFrame)
                pictures.append(np.asarray(frame.reformat(format="rgba").to_ndarray(), np.uint8))
    return pictures


@pytest.mark.parametrize("name", ["out.webm", "out.mov"])
def test_cut_outs_come_back_with_straight_alpha_and_nothing_of_the_room(tmp_path: Path, name: str) -> None:
    size = Size(128, 96)
    rgb = plain(SECRET, size)
    alpha = np.zeros((96, 128), np.uint8)
    rgb[:, 64:], alpha[:, 64:] = (40, 160, 90), 255
    rgb[:, 96:], alpha[:, 96:] = (40, 160, 90), 128
    look = Look(decontaminate=0)
    processor = Processor(FakeSegmenter(answer=lambda *_: alpha), Stats())
    sink = VideoFileSink(tmp_path / name, size, Fraction(25), alpha=True)
    for index in range(4):
        sink.write_cut_out(processor.cut_out(Frame(rgb.copy(), index, 0.0), size, look), index)
    sink.close()
    with av.open(str(tmp_path / name)) as container:
        tags = {key.lower(): value for key, value in container.streams.video[0].metadata.items()}
    assert tags.get("alpha_mode") == ("1" if name == "out.webm" else None)
    pictures = decoded_with_alpha(tmp_path / name)
    assert len(pictures) == 4
    for rgba in pictures:
        person, half, room = rgba[:, 72:88], rgba[:, 104:], rgba[:, :56]
        assert person[..., 3].min() >= 250
        assert np.abs(half[..., 3].astype(int) - 128).max() <= 6
        # Straight: half transparent, yet with the full colour.
        for part in (person, half):
            assert np.abs(part[..., :3].astype(int) - (40, 160, 90)).max() <= 12
        assert room[..., 3].max() <= 3
        assert room[..., :3].max() <= 12


def test_names_that_can_hold_alpha(tmp_path: Path) -> None:
    assert [can_hold_alpha(Path(name)) for name in ("A.WEBM", "a.mov", "a.mp4", "a.mkv")] == [True, True, False, False]
    with pytest.raises(ConfigError, match=r"transparency. Use one of these suffixes: .webm, .mov"):
        VideoFileSink(tmp_path / "a.mp4", SIZE, Fraction(25), alpha=True)


def test_a_video_that_grows_on_the_way_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.devices.media.video_reader.MOST_PIXELS", 100 * 100)
    for number, size in enumerate((SIZE, Size(320, 240))):
        with av.open(str(tmp_path / f"{number}.h264"), "w", format="h264") as container:
            video = container.add_stream("libx264", rate=25)
            video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
            for _ in range(3):
                container.mux(video.encode(av.VideoFrame.from_ndarray(plain((9, 9, 9), size), format="rgb24")))
            container.mux(video.encode(None))
    parts = [(tmp_path / f"{number}.h264").read_bytes() for number in range(2)]
    (tmp_path / "both.h264").write_bytes(parts[0] + parts[1])
    shapes: list[tuple[int, ...]] = []
    with VideoReader(tmp_path / "both.h264") as reader, suppress(ConfigError):
        shapes.extend(item[0].shape for item in reader.items() if isinstance(item, tuple))
    assert set(shapes) == {(48, 64, 3)}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
@pytest.mark.parametrize(
    "content", ["ffconcat version 1.0\nfile pipe\n", "#EXTM3U\n#EXTINF:1,\npipe\n#EXT-X-ENDLIST\n"]
)
def test_a_play_list_opens_nothing_else(tmp_path: Path, content: str) -> None:
    """Opening the pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "list.mp4").write_text(content)
    with pytest.raises(ConfigError, match="not a video"):
        VideoReader(tmp_path / "list.mp4")
