"""Reading video files: pictures and sound in the file's order, or looping as a source."""

import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream

from app.core.errors import ConfigError, DeviceError
from app.core.pacer import Pacer
from app.core.types import Rgb

_DEFAULT_RATE = Fraction(30)
_HD_LINES = 720
_UNTAGGED = 2


def matrix_of(height: int) -> Colorspace:
    """Return the YUV matrix that players assume for a picture of that height."""
    return Colorspace.ITU709 if height >= _HD_LINES else Colorspace.ITU601


class VideoReader:
    """A video file.

    Attributes:
        rate: frames per second.
        frames: about how many there are; 0 where the file does not tell.
        video, audio: the streams; audio is None for a silent file.

    Raises:
        ConfigError: the file is missing or no video.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ConfigError(f"There is no file {path}.", "Check the path.")
        problem = ConfigError(f"{path} is not a video that can be read.", "Use an mp4, mov or webm file.")
        try:
            # A colon in a relative name would be taken for a protocol.
            self._container = av.open(str(path.absolute()))
        except (av.FFmpegError, OSError) as error:
            raise problem from error
        if not self._container.streams.video:
            self._container.close()
            raise problem
        self.video: VideoStream = self._container.streams.video[0]
        self.video.thread_type = "AUTO"
        self.audio: AudioStream | None = next(iter(self._container.streams.audio), None)
        self.rate = self.video.average_rate or _DEFAULT_RATE
        self.frames = self.video.frames or round(float((self._container.duration or 0) * self.rate) / av.time_base)
        self._path = path

    def items(self) -> "Iterator[tuple[Rgb, int] | Packet[Any]]":
        """Yield in the file's order pictures with their time stamp, and packets of sound.

        Time stamps are in units of the stream's time base, and count from the start of the file, wherever its own
        clock begins; where the file has none, pictures follow at its rate.

        Raises:
            ConfigError: the file is damaged.
        """
        streams = [self.video] if self.audio is None else [self.video, self.audio]
        step = self._ticks(1 / self.rate, self.video)
        start = self._ticks(Fraction(self._container.start_time or 0, av.time_base), self.video)
        following = 0
        try:
            for packet in self._container.demux(*streams):
                if packet.stream is self.audio:
                    if packet.dts is not None:
                        yield self._from_start(packet)
                    continue
                for frame in packet.decode():
                    if isinstance(frame, av.VideoFrame):
                        stamp = following if frame.pts is None else max(following - step + 1, frame.pts - start)
                        following = stamp + step
                        yield _upright(frame), stamp
        except av.FFmpegError as error:
            raise ConfigError(f"{self._path} is damaged ({error.strerror}).", "Use another file.") from error

    def _ticks(self, seconds: Fraction, stream: VideoStream | AudioStream) -> int:
        return round(seconds / (stream.time_base or Fraction(1, av.time_base)))

    def _from_start(self, packet: "Packet[Any]") -> "Packet[Any]":
        if self.audio is not None:
            start = self._ticks(Fraction(self._container.start_time or 0, av.time_base), self.audio)
            packet.dts = None if packet.dts is None else packet.dts - start
            packet.pts = None if packet.pts is None else packet.pts - start
        return packet

    def rewind(self) -> None:
        """Go back to the first frame.

        Raises:
            ConfigError: the file is damaged.
        """
        try:
            self._container.seek(0)
        except av.FFmpegError as error:
            raise ConfigError(f"{self._path} is damaged ({error.strerror}).", "Use another file.") from error

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _upright(frame: av.VideoFrame) -> Rgb:
    """Turn a phone's frame as it was filmed; RGB uint8 (H, W, 3)."""
    untagged = frame.colorspace == _UNTAGGED
    converted = frame.reformat(format="rgb24", src_colorspace=matrix_of(frame.height) if untagged else None)
    rgb = np.asarray(converted.to_ndarray(), np.uint8)
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, turns)) if turns else rgb


class VideoSource:
    """A video file that loops at its own rate.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._reader = VideoReader(path)
        self._pictures = self._endless()
        self._pacer = Pacer(float(self._reader.rate), time.perf_counter())

    def read(self) -> Rgb:
        """Return the next frame when its time has come.

        Raises:
            DeviceError: the file gives no frame any more.
        """
        try:
            rgb = next(self._pictures)
        except (ConfigError, StopIteration) as error:
            raise DeviceError("The video cannot be played any further.", "Choose another file.") from error
        time.sleep(self._pacer.delay(time.perf_counter()))
        return rgb

    def _endless(self) -> Iterator[Rgb]:
        played = True
        while played:
            played = False
            for item in self._reader.items():
                if isinstance(item, tuple):
                    played = True
                    yield item[0]
            self._reader.rewind()

    def close(self) -> None:
        """Close the file."""
        self._reader.close()
