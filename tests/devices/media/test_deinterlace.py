"""Interlaced frames lose their comb, progressive ones nothing."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.core.types import Rgb
from app.devices.media.video_reader import VideoReader

WIDTH, HEIGHT, COUNT = 96, 64, 8


def bar(at: int) -> Rgb:
    """Return a white bar on black."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[:, at : at + 16] = 255
    return picture


def write(path: Path, options: dict[str, str], is_interlaced: bool) -> Path:
    """Write a bar that moves by 8 pixels a frame, or by 4 a field."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"crf": "4", **options})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for index in range(COUNT):
            picture = bar(8 * index)
            if is_interlaced:
                picture[1::2] = bar(8 * index + 4)[1::2]
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def comb(picture: Rgb) -> float:
    """Return how much odd rows differ from the mean of their neighbours."""
    grey = picture[..., 1].astype(float)
    return float(np.abs(grey[1:-1:2] - (grey[:-2:2] + grey[2::2]) / 2).mean())


def frames_of(path: Path) -> tuple[list[Rgb], list[int]]:
    with VideoReader(path) as reader:
        items = [item for item in reader.items() if isinstance(item, tuple)]
    return [rgb for rgb, _ in items], [stamp for _, stamp in items]


def test_the_comb_of_interlaced_frames_is_gone(tmp_path: Path) -> None:
    options = {"x264-params": "tff=1"}
    pictures, stamps = frames_of(write(tmp_path / "interlaced.mp4", options, is_interlaced=True))
    plain, plain_stamps = frames_of(write(tmp_path / "unmarked.mp4", {}, is_interlaced=True))
    assert stamps == plain_stamps
    assert len(pictures) == COUNT
    assert max(map(comb, pictures)) < min(map(comb, plain)) / 3


def test_progressive_frames_stay_as_they_are(tmp_path: Path) -> None:
    pictures, _ = frames_of(write(tmp_path / "a.mp4", {}, is_interlaced=False))
    for index, picture in enumerate(pictures):
        assert np.abs(picture.astype(int) - bar(8 * index)).mean() < 4


def test_a_looping_reader_deinterlaces_every_round(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", {"x264-params": "tff=1"}, is_interlaced=True)
    with VideoReader(path) as reader:
        first = [item[0] for item in reader.items() if isinstance(item, tuple)]
        reader.rewind()
        second = [item[0] for item in reader.items() if isinstance(item, tuple)]
    assert len(first) == len(second) == COUNT
    assert all((one == other).all() for one, other in zip(first, second, strict=True))
