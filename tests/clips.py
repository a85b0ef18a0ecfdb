"""Small files that move, written for a test."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream

from app.core.types import Size
from tests.fakes import SMALL, plain

Colour = tuple[int, int, int]


def write_gif(path: Path, pictures: Sequence[tuple[Colour | None, int]], size: Size = SMALL) -> Path:
    """Write pictures of one colour each, or wholly transparent for None, with their hundredths of a second."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("gif", rate=100)
        video.width, video.height, video.pix_fmt = size.width, size.height, "pal8"
        video.codec_context.time_base = Fraction(1, 100)
        start = 0
        for index, (colour, hundredths) in enumerate(pictures):
            # The encoder takes what keeps its index for unchanged.
            palette = np.full((256, 4), (255, 0, 0, 0), np.uint8)
            palette[index] = (0, 0, 0, 0) if colour is None else (255, *colour)
            indices = np.full((size.height, size.width), index, np.uint8)
            frame = av.VideoFrame.from_ndarray((indices, palette), format="pal8")  # type: ignore[arg-type]
            frame.pts, frame.time_base, frame.duration = start, Fraction(1, 100), hundredths
            start += hundredths
            for packet in video.encode(frame):
                packet.duration = hundredths
                container.mux(packet)
        container.mux(video.encode(None))
    return path


def write_video(path: Path, greys: Sequence[int], rate: int = 25, size: Size = SMALL) -> Path:
    """Write one grey picture after another."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libvpx-vp9" if path.suffix == ".webm" else "libx264", rate=rate)
        video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
        for grey in greys:
            rgb = np.full((size.height, size.width, 3), grey, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(video.encode(None))
    return path


def write_uneven(path: Path, stamps: Sequence[int]) -> Path:
    """Write grey pictures, ten brighter each, at time stamps in hundredths of a second."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = SMALL.width, SMALL.height, "yuv420p"
        video.codec_context.time_base = Fraction(1, 100)
        for index, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(plain((20 + 10 * index,) * 3, SMALL), format="rgb24")
            frame.pts, frame.time_base = stamp, Fraction(1, 100)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def write_coded(path: Path, codec: str, pix_fmt: str, picture: bytes) -> None:
    """Write a video of 64 x 48 pixels that shows an encoded picture three times, as it is."""
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=10)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, pix_fmt
        container.start_encoding()
        for index in range(3):
            packet = av.Packet(picture)
            packet.stream, packet.pts, packet.dts, packet.time_base = video, index, index, Fraction(1, 10)
            container.mux(packet)
