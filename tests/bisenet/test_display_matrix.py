"""What the library reads of a video's own description: its display matrix, and tags in any encoding."""

import struct
from itertools import product
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bisenet.media.videos import VideoReader

COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))


def four_colours() -> NDArray[np.uint8]:
    picture = np.zeros((48, 64, 3), np.uint8)
    for (y, x), colour in zip(product((0, 24), (0, 32)), COLOURS, strict=True):
        picture[y : y + 24, x : x + 32] = colour
    return picture


def write(path: Path, matrix: tuple[int, int, int, int] = (1, 0, 0, 1)) -> Path:
    """Write three frames with a title in Latin-1 and a display matrix."""
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "QQQQQQ"
        video = container.add_stream("libx264", rate=10, options={"crf": "1"})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv444p"
        for _ in range(3):
            container.mux(video.encode(av.VideoFrame.from_ndarray(four_colours(), format="rgb24")))
        container.mux(video.encode(None))
    data = bytearray(path.read_bytes().replace(b"QQQQQQ", "Café 1".encode("latin-1")))
    a, b, c, d = (value << 16 for value in matrix)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("matrix", [(1, 0, 0, 1), (-1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, -1)])
def test_frames_are_mirrored(tmp_path: Path, matrix: tuple[int, int, int, int]) -> None:
    with VideoReader(write(tmp_path / "a.mp4", matrix)) as reader:
        pictures = [picture for picture, _ in reader]
    assert len(pictures) == 3
    assert np.abs(pictures[0].astype(int) - four_colours()[:: matrix[3], :: matrix[0]]).max() < 8


@pytest.mark.parametrize("matrix", [(0, b, c, 0) for b in (1, -1) for c in (1, -1)])
def test_frames_are_turned(tmp_path: Path, matrix: tuple[int, int, int, int]) -> None:
    with VideoReader(write(tmp_path / "a.mp4", matrix)) as reader:
        picture, _ = next(iter(reader))
    assert np.abs(picture.astype(int) - four_colours().transpose(1, 0, 2)[:: matrix[1], :: matrix[2]]).max() < 8
