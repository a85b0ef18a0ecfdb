"""Reading and writing video files, picture by picture, without sound."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.language import _
from bisenet.media.closable import Closable
from bisenet.media.decoded_frames import MOST_PIXELS, DecodedFrame, matrix_of, rgb_of, tag_colours
from bisenet.media.video_track import TrackDecoder, film_track, packets_of

SUFFIXES = {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"}
_DEFAULT_RATE = Fraction(30)
# The first that this build of FFmpeg has, with its options.
_ENCODERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("libx264", {"crf": "18", "preset": "veryfast"}),
    ("libopenh264", {}),
    ("mpeg4", {"qscale": "3"}),
)
# A file holds its pictures itself; play lists, which FFmpeg also knows, would open other files or addresses.
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": "mov,matroska,avi", "max_pixels": str(MOST_PIXELS)}


class VideoReader(Closable):
    """A video file.

    Args:
        path: of the file.

    Attributes:
        rate: pictures per second.
        time_base: seconds of one unit of time stamps.
        count: about how many pictures there are; 0 where the file does not say.

    Raises:
        DataError: the file is missing or no video.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _reading(path):
            # A colon in a relative name would be taken for a protocol. Tags may be in any encoding; this one takes all.
            self._container = av.open(str(path.absolute()), options=_OPTIONS, metadata_encoding="latin-1")
        if not self._container.streams.video:
            self._container.close()
            raise DataError(_("{path} holds no picture; give another video.").format(path=path))
        try:
            self._stream = film_track(self._container.streams.video)
        except DataError as error:
            self._container.close()
            raise DataError(_("{path} cannot be read. {error}").format(path=path, error=error)) from error
        self._stream.thread_type = "AUTO"
        self._pixel_aspect = self._stream.sample_aspect_ratio or Fraction(1)
        self.rate = self._stream.average_rate or _DEFAULT_RATE
        self.time_base = self._stream.time_base or 1 / self.rate
        self.count = self._stream.frames or round(float((self._container.duration or 0) * self.rate) / av.time_base)

    def __iter__(self) -> Iterator[tuple[NDArray[np.uint8], int]]:
        """Yield pictures, RGB uint8 (H, W, 3), as players show them, and rising time stamps from 0 on.

        They are turned and mirrored as the file says, deinterlaced, with square pixels and the colours of a standard
        display; transparent pixels show a plain colour.

        Raises:
            DataError: the file is damaged.
        """
        first, following = None, 0
        step = max(1, round(1 / self.rate / self.time_base))
        with _reading(self._path):
            for frame in self._frames():
                if first is None:
                    first = frame.pts or 0
                stamp = following if frame.pts is None else max(following, frame.pts - first)
                # The next one is a unit later at least; one without a stamp follows at the file's rate.
                following = stamp + (step if frame.pts is None else 1)
                yield rgb_of(DecodedFrame(frame, self._pixel_aspect)), stamp

    def _frames(self) -> Iterator[av.VideoFrame]:
        decoder = TrackDecoder(self._stream)
        for packet in packets_of(self._container):
            if packet.stream is self._stream:
                yield from decoder.frames(packet)
        yield from decoder.flush()

    def close(self) -> None:
        """Close the file."""
        self._container.close()


class VideoWriter:
    """Writes pictures as an .mp4: H.264, or MPEG-4 where this build of FFmpeg cannot encode it.

    The first picture decides the size; a last column or row that is odd is repeated, since the usual chroma subsampling
    wants even sides. Leaving the context because of an error does not finish the file.

    Args:
        path: to write.
        like: a video whose rate and time stamps are taken over.
    """

    def __init__(self, path: Path, like: VideoReader) -> None:
        self._path = path
        self._like = like
        self._output: tuple[OutputContainer, VideoStream] | None = None

    def write(self, rgb: NDArray[np.uint8], stamp: int) -> None:
        """Encode RGB uint8 (H, W, 3) at a time stamp in units of `like`; stamps rise.

        Raises:
            DataError: the file cannot be written.
        """
        even = np.pad(rgb, ((0, rgb.shape[0] % 2), (0, rgb.shape[1] % 2), (0, 0)), "edge")
        with _writing(self._path):
            self._output = self._output or self._open(*even.shape[:2])
            container, stream = self._output
            picture = av.VideoFrame.from_ndarray(even, format="rgb24").reformat(
                stream.width, stream.height, "yuv420p", dst_colorspace=matrix_of(stream.height), threads=1
            )
            picture.pts, picture.time_base = stamp, self._like.time_base
            container.mux(stream.encode(picture))

    def _open(self, height: int, width: int) -> "tuple[OutputContainer, VideoStream]":
        name, options = next(pair for pair in _ENCODERS if pair[0] in av.codecs_available)
        container = av.open(str(self._path.absolute()), "w")
        stream = cast(VideoStream, container.add_stream(name, rate=self._like.rate, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = self._like.time_base
        tag_colours(context)
        return container, stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._output is None:
            return
        container, stream = self._output
        try:
            if kind is None:
                with _writing(self._path):
                    container.mux(stream.encode(None))
        finally:
            with _writing(self._path):
                container.close()


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        raise DataError(
            _("{path} cannot be read as a video ({strerror}); give another file.").format(
                path=path, strerror=error.strerror
            )
        ) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        place = path.parent
        raise DataError(
            _("The video cannot be written into {place} ({strerror}); make room or choose another folder.").format(
                place=place, strerror=error.strerror
            )
        ) from error
