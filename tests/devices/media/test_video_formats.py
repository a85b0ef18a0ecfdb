"""What files may contain besides pictures: tags, alpha, several tracks, durations."""

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from PIL import Image

from app.core.errors import ConfigError
from app.devices.media.video_reader import VideoReader
from bisenet.errors import DataError
from bisenet.media.videos import VideoReader as LibraryReader
from tests.clips import write_coded, write_gif, write_video


def write_tagged(path: Path, tag: str) -> Path:
    """Write a short video whose title is replaced by Latin-1 bytes of the same length."""
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "QQQQQQ"
        video = container.add_stream("libx264", rate=10)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 32, 16, "yuv420p"
        for _ in range(2):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.full((16, 32, 3), 90, np.uint8), format="rgb24")))
        container.mux(video.encode(None))
    path.write_bytes(path.read_bytes().replace(b"QQQQQQ", tag.encode("latin-1")))
    return path


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_tags_in_any_encoding_are_no_matter(tmp_path: Path, suffix: str) -> None:
    with VideoReader(write_tagged(tmp_path / f"a.{suffix}", "Café 1")) as reader:
        assert len(list(reader.items())) == 2


def test_a_comment_in_any_encoding_is_no_matter(tmp_path: Path) -> None:
    path = write_gif(tmp_path / "a.gif", [((255, 0, 0), 10), ((0, 0, 255), 10)])
    data = path.read_bytes()
    descriptor = data.index(b"!\xff")
    path.write_bytes(data[:descriptor] + b"!\xfe\x05Caf\xe9!\x00" + data[descriptor:])
    with VideoReader(path) as reader:
        assert len(list(reader.items())) == 2


def test_whatever_a_library_raises_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_video(tmp_path / "a.mp4", [40, 80])

    def fail(*_: object, **__: object) -> object:
        raise RuntimeError("a surprise")

    with VideoReader(path) as reader:
        monkeypatch.setattr("bisenet.media.video_track.TrackDecoder.frames", fail)
        with pytest.raises(ConfigError, match="a surprise"):
            list(reader.items())
    monkeypatch.setattr("av.open", fail)
    with pytest.raises(ConfigError, match="is a video that cannot be read"):
        VideoReader(path)


ALPHA_CODECS = [
    ("libvpx-vp9", "yuva420p", ".webm"),
    ("libvpx-vp9", "yuva420p", ".mkv"),
    ("libvpx", "yuva420p", ".webm"),
    ("prores_ks", "yuva444p10le", ".mov"),
    ("prores_aw", "yuva444p10le", ".mov"),
    ("cfhd", "gbrap12le", ".mov"),
    ("qtrle", "argb", ".mov"),
    ("png", "rgba", ".mov"),
    ("png", "rgba64be", ".mov"),
    ("png", "ya8", ".mov"),
    ("png", "ya16be", ".avi"),
    ("tiff", "rgba", ".mov"),
    ("targa", "bgra", ".mov"),
    ("rawvideo", "argb", ".mov"),
    ("jpeg2000", "rgba", ".mov"),
    ("ffv1", "bgra", ".mkv"),
    ("ffv1", "yuva420p", ".mkv"),
    ("ffv1", "yuva444p10le", ".mkv"),
    ("ffv1", "gbrap16le", ".mkv"),
    ("ffvhuff", "gbrap", ".avi"),
    ("huffyuv", "bgra", ".avi"),
    ("magicyuv", "yuva444p", ".avi"),
    ("utvideo", "gbrap", ".avi"),
]
OPTIONS = {
    "libvpx": {"auto-alt-ref": "0"},
    "libvpx-vp9": {"auto-alt-ref": "0"},
}


@pytest.mark.parametrize(("codec", "pixels", "suffix"), ALPHA_CODECS)
def test_transparent_pixels_show_a_plain_colour(tmp_path: Path, codec: str, pixels: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    rgba = np.full((48, 64, 4), (200, 0, 200, 0), np.uint8)
    rgba[:, 32:] = (90, 90, 90, 255)
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=10, options=OPTIONS.get(codec, {}))
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, pixels
        for _ in range(5):
            container.mux(video.encode(av.VideoFrame.from_ndarray(rgba, format="rgba").reformat(format=pixels)))
        container.mux(video.encode(None))
    with VideoReader(path) as reader:
        for _ in range(2):
            pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
            assert len(pictures) == 5
            for picture in pictures:
                assert np.abs(picture[24, 8].astype(int) - (39, 48, 63)).max() <= 4
                assert np.abs(picture[24, 56].astype(int) - 90).max() <= 8
            reader.rewind()


def test_transparent_colours_of_a_palette_show_a_plain_colour(tmp_path: Path) -> None:
    """A PNG in a mov keeps its palette, whose first colour is transparent here."""
    image = Image.fromarray(np.repeat(np.array([[0] * 32 + [1] * 32], np.uint8), 48, axis=0))
    image.putpalette([200, 0, 200, 90, 90, 90])
    png = BytesIO()
    image.save(png, "PNG", transparency=0)
    path = tmp_path / "a.mov"
    write_coded(path, "png", "rgba", png.getvalue())
    with VideoReader(path) as reader:
        pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
    for picture in pictures:
        assert (picture[24, 8].tolist(), picture[24, 56].tolist()) == ([39, 48, 63], [90, 90, 90])


@pytest.mark.parametrize(("suffix", "name"), [("mp4", b"avc1"), ("mkv", b"V_MPEG4/ISO/AVC")])
def test_a_video_of_an_unknown_format_is_named(tmp_path: Path, suffix: str, name: bytes) -> None:
    path = write_video(tmp_path / f"a.{suffix}", [40, 80])
    content = path.read_bytes()
    assert name in content
    path.write_bytes(content.replace(name, name[:2] + b"Z" * len(name[2:])))
    with pytest.raises(ConfigError, match=r"in a video format that is not known here\. Convert it"):
        VideoReader(path)
    with pytest.raises(DataError, match="in a format that is not known here"):
        LibraryReader(path)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_the_longest_track_is_the_film(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    with av.open(str(path), "w") as container:
        tracks = [container.add_stream("libx264", rate=10) for _ in range(2)]
        for video in tracks:
            assert isinstance(video, VideoStream)
            video.width, video.height, video.pix_fmt = 32, 16, "yuv420p"
        for video, grey, count in zip(tracks, (40, 200), (1, 8), strict=True):
            assert isinstance(video, VideoStream)
            for _ in range(count):
                rgb = np.full((16, 32, 3), grey, np.uint8)
                container.mux(video.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
            container.mux(video.encode(None))
    with VideoReader(path) as reader:
        greys = [round(item[0].mean()) for item in reader.items() if isinstance(item, tuple)]
    assert greys == pytest.approx([200] * 8, abs=4)


def write_noise(path: Path, frames: int, sound: bool) -> bytes:
    """Write frames of noise, about 0.14 MB each, and return the content of the file."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"crf": "0", "preset": "ultrafast"})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        audio = container.add_stream("mp2", rate=44100) if sound else None
        noise = np.random.default_rng(0)
        for _ in range(frames):
            rgb = noise.integers(0, 256, (240, 320, 3), np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        if audio is not None:
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 11520), np.int16), format="s16", layout="mono")
            silence.sample_rate = 44100
            container.mux([*audio.encode(silence), *audio.encode(None)])
        container.mux(video.encode(None))
    return path.read_bytes()


def test_a_track_that_begins_in_the_middle_does_not_end_the_video(tmp_path: Path) -> None:
    """FFmpeg looks at the first five megabytes of a broadcast and at its end."""
    silent = write_noise(tmp_path / "silent.ts", 45, sound=False)
    path = tmp_path / "a.ts"
    path.write_bytes(silent + write_noise(tmp_path / "sound.ts", 5, sound=True) + silent)
    with VideoReader(path) as reader:
        assert reader.sounds == ()
        assert sum(isinstance(item, tuple) for item in reader.items()) == 95
