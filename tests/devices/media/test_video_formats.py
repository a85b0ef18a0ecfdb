"""What files may contain besides pictures: tags, alpha, several tracks, durations."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from app.core.errors import ConfigError
from app.devices.media.video_reader import VideoReader
from tests.clips import write_gif, write_video


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
    with pytest.raises(ConfigError, match="not a video that can be read"):
        VideoReader(path)


@pytest.mark.parametrize("codec", ["libvpx-vp9", "libvpx"])
def test_alpha_beside_the_pictures_of_a_webm_is_seen(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.webm"
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=10, options={"cpu-used": "8", "auto-alt-ref": "0"})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuva420p"
        rgba = np.full((48, 64, 4), (255, 0, 0, 255), np.uint8)
        rgba[:, :32, 3] = 0
        for _ in range(5):
            container.mux(video.encode(av.VideoFrame.from_ndarray(rgba, format="rgba").reformat(format="yuva420p")))
        container.mux(video.encode(None))
    with VideoReader(path) as reader:
        for _ in range(2):
            pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
            assert len(pictures) == 5
            for picture in pictures:
                assert np.abs(picture[24, 8].astype(int) - (39, 48, 63)).max() <= 2
                assert picture[24, 56, 0] > 200
            reader.rewind()


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


def test_the_last_picture_of_an_animation_stands_as_long_as_it_says(tmp_path: Path) -> None:
    path = write_gif(tmp_path / "a.gif", [((255, 0, 0), 10), ((0, 255, 0), 10), ((0, 0, 255), 200)])
    with VideoReader(path) as reader:
        items = [item for item in reader.items() if isinstance(item, tuple)]
        times = [reader.seconds(stamp) for _, stamp in items]
        end = times[-1] + float(1 / reader.rate)
    assert [tuple(rgb[4, 4]) for rgb, _ in items[2:]] == [(0, 0, 255), (0, 0, 255)]
    assert end == pytest.approx(2.2, abs=0.03)
