"""Reading video files: pictures and sound in the file's order, or looping as a source."""

import time
from collections.abc import Iterator
from contextlib import suppress
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
        self._path = path
        self._open()
        self.rate = self.video.average_rate or _DEFAULT_RATE
        self.frames = self.video.frames or round(float((self._container.duration or 0) * self.rate) / av.time_base)

    def _open(self) -> None:
        problem = ConfigError(f"{self._path} is not a video that can be read.", "Use an mp4, mov or webm file.")
        try:
            # A colon in a relative name would be taken for a protocol.
            self._container = av.open(str(self._path.absolute()))
        except (av.FFmpegError, OSError) as error:
            raise problem from error
        if not self._container.streams.video:
            self._container.close()
            raise problem
        self.video: VideoStream = self._container.streams.video[0]
        self.video.thread_type = "AUTO"
        self.audio: AudioStream | None = next(iter(self._container.streams.audio), None)

    def items(self) -> "Iterator[tuple[Rgb, int] | Packet[Any]]":
        """Yield in the file's order pictures with their time stamp, and packets of sound.

        Time stamps are in units of the stream's time base, and count from the start of the file, wherever its own
        clock begins; where the file has none, pictures follow at its rate.

        Raises:
            ConfigError: the file is damaged.
        """
        streams = [self.video] if self.audio is None else [self.video, self.audio]
        start = Fraction(self._container.start_time or 0, av.time_base)
        picture_clock, sound_clock = _Clock(start, self.video), _Clock(start, self.audio)
        step = picture_clock.ticks(1 / self.rate)
        try:
            for packet in self._container.demux(*streams):
                if packet.stream is self.audio:
                    if packet.dts is not None:
                        lead = 0 if packet.pts is None else packet.pts - packet.dts
                        packet.dts = sound_clock.stamp(packet.dts, packet.duration or 1)
                        packet.pts = packet.dts + lead
                        yield packet
                    continue
                for frame in _decoded(packet):
                    if isinstance(frame, av.VideoFrame):
                        yield _upright(frame), picture_clock.stamp(frame.pts, step)
        except av.FFmpegError as error:
            raise ConfigError(f"{self._path} is damaged ({error.strerror}).", "Use another file.") from error

    def rewind(self) -> None:
        """Go back to the first frame.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        try:
            self._container.seek(0)
        except av.FFmpegError:
            # Some files have no index to seek by.
            self._container.close()
            self._open()

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _decoded(packet: "Packet[Any]") -> Iterator[object]:
    """Yield what a packet holds; one that is damaged holds nothing, as players take it."""
    with suppress(av.error.InvalidDataError):
        yield from packet.decode()


class _Clock:
    """Turns a stream's own time stamps into ones that start with the file and never go back.

    Args:
        start: of the file, seconds.
        stream: whose time base is the unit; None where there is no such stream.
    """

    def __init__(self, start: Fraction, stream: VideoStream | AudioStream | None) -> None:
        self._unit = stream.time_base if stream is not None and stream.time_base else Fraction(1, av.time_base)
        self._start = self.ticks(start)
        self._last: int | None = None
        self._next = 0

    def ticks(self, seconds: Fraction) -> int:
        """Return `seconds` in units of the stream."""
        return round(seconds / self._unit)

    def stamp(self, raw: int | None, duration: int) -> int:
        """Return the stamp of what the file calls `raw` and lasts `duration`.

        Without a stamp, and where recordings were joined and the file's clock jumps back, it follows what was before.
        """
        stamp = self._next if raw is None else raw - self._start
        if self._last is not None and stamp <= self._last:
            if raw is not None and self._last - stamp >= 2 * duration:
                stamp = self._next
                self._start = raw - stamp
            else:
                # Two at the same moment: the second is a tick later, and what follows stays where it is.
                stamp = self._last + 1
        self._last, self._next = stamp, stamp + duration
        return stamp


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
