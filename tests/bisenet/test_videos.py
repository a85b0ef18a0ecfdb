"""The library shows videos as players do: pixel shape, HDR, deinterlacing, transparency, the longest track."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.devices.media.video_reader import VideoReader as ApplicationReader
from bisenet.media.videos import VideoReader

SLATE = (39, 48, 63)
PQ, BT2020, BT2020_MATRIX = 16, 9, 9
# The PQ signal of diffuse white, 203 nits, as a code of ten bits in the limited range.
PQ_WHITE = round(64 + 876 * 0.5807)


def write(
    path: Path, codec: str, frames: list[av.VideoFrame], options: dict[str, str], aspect: Fraction | None = None
) -> Path:
    """Write frames in their own pixel format and colours."""
    like = frames[0]
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=10, options=options)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = like.width, like.height, like.format.name
        context = video.codec_context
        context.color_trc, context.color_primaries = like.color_trc, like.color_primaries
        context.colorspace, context.color_range = like.colorspace, like.color_range
        if aspect is not None:
            context.sample_aspect_ratio = aspect
        for index, frame in enumerate(frames):
            frame.pts, frame.time_base = index, Fraction(1, 10)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def wide(folder: Path) -> Path:
    frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90, np.uint8), format="rgb24").reformat(format="yuv420p")
    return write(folder / "wide.mp4", "libx264", [frame], {}, Fraction(2))


def hdr(folder: Path) -> Path:
    planes = np.full((48 + 24, 64), 512, np.uint16)
    planes[:48] = PQ_WHITE
    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p10le")
    frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range = PQ, BT2020, BT2020_MATRIX, 1
    return write(folder / "hdr.mkv", "ffv1", [frame], {})


def transparent(folder: Path) -> Path:
    rgba = np.full((48, 64, 4), (255, 0, 0, 0), np.uint8)
    frame = av.VideoFrame.from_ndarray(rgba, format="rgba").reformat(format="yuva420p")
    return write(folder / "transparent.webm", "libvpx-vp9", [frame], {"cpu-used": "8", "auto-alt-ref": "0"})


def interlaced(folder: Path) -> Path:
    """Write a white bar on black that moves by 8 pixels a frame, and by 4 a field."""
    rgbs = np.zeros((6, 48, 64, 3), np.uint8)
    for index, rgb in enumerate(rgbs):
        rgb[::2, 8 * index : 8 * index + 16] = rgb[1::2, 8 * index + 4 : 8 * index + 20] = 255
    pictures = [av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv420p") for rgb in rgbs]
    return write(folder / "interlaced.mp4", "libx264", pictures, {"x264-params": "tff=1"})


def frames(path: Path) -> list[NDArray[np.uint8]]:
    with VideoReader(path) as reader:
        return [rgb for rgb, _ in reader]


@pytest.mark.parametrize("make", [wide, hdr, transparent, interlaced])
def test_library_and_application_show_the_same(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path).rename(tmp_path / "a.mkv")
    with ApplicationReader(path) as reader:
        expected = [item[0] for item in reader.items() if isinstance(item, tuple)]
    np.testing.assert_array_equal(frames(path), expected)


def test_pixels_become_square(tmp_path: Path) -> None:
    assert {rgb.shape for rgb in frames(wide(tmp_path))} == {(48, 128, 3)}


def test_hdr_white_is_white(tmp_path: Path) -> None:
    assert np.abs(np.array(frames(hdr(tmp_path))).astype(int) - 255).max() <= 5


def test_hidden_colours_stay_hidden(tmp_path: Path) -> None:
    assert np.abs(np.array(frames(transparent(tmp_path))).astype(int) - SLATE).max() <= 2


def test_combs_are_gone(tmp_path: Path) -> None:
    pictures = frames(interlaced(tmp_path))
    assert len(pictures) == 6
    for rgb in pictures:
        grey = rgb[..., 0].astype(int)
        # A row is about the mean of its neighbours; in combs of four pixels it differs by up to 255.
        assert np.abs(grey[1:-1:2] - (grey[:-2:2] + grey[2::2]) / 2).mean() < 10
