"""Video files: decoding, looping as a source, encoding with the sound kept."""

import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.stream import VideoStream

from app.core.errors import ConfigError, DeviceError
from app.core.types import Composite, Rgb, Size

_CODECS = {".mp4": "libx264", ".m4v": "libx264", ".mov": "libx264", ".mkv": "libx264", ".webm": "libvpx-vp9"}
_OPTIONS = {
    "libx264": {"crf": "18", "preset": "veryfast"},
    "libvpx-vp9": {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "6"},
}
_DEFAULT_RATE = Fraction(30)


def is_video_name(path: Path) -> bool:
    """Say whether a file of that name can be written as a video."""
    return path.suffix.lower() in _CODECS


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
        try:
            self._container = av.open(str(path))
            self.video: VideoStream = self._container.streams.video[0]
        except (av.FFmpegError, OSError, IndexError) as error:
            raise ConfigError(f"{path} is not a video that can be read.", "Use an mp4, mov or webm file.") from error
        self.video.thread_type = "AUTO"
        self.audio: AudioStream | None = next(iter(self._container.streams.audio), None)
        self.rate = self.video.average_rate or _DEFAULT_RATE
        self.frames = self.video.frames or round(float((self._container.duration or 0) * self.rate) / av.time_base)
        self._path = path

    def items(self) -> "Iterator[tuple[Rgb, int] | Packet[Any]]":
        """Yield in the file's order pictures with their time stamp, and packets of sound.

        Raises:
            ConfigError: the file is damaged.
        """
        streams = [self.video] if self.audio is None else [self.video, self.audio]
        try:
            for packet in self._container.demux(*streams):
                if packet.stream is self.audio and packet.dts is not None:
                    yield packet
                    continue
                for frame in packet.decode():
                    if isinstance(frame, av.VideoFrame):
                        yield _upright(frame), int(frame.pts or 0)
        except av.FFmpegError as error:
            raise ConfigError(f"{self._path} is damaged ({error.strerror}).", "Use another file.") from error

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
    rgb = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, turns)) if turns else rgb


class VideoSource:
    """A video file that loops at its own rate.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._reader = VideoReader(path)
        self._period = 1.0 / float(self._reader.rate)
        self._pictures = self._endless()
        self._due = time.perf_counter()

    def read(self) -> Rgb:
        """Return the next frame when its time has come.

        Raises:
            DeviceError: the file gives no frame any more.
        """
        try:
            rgb = next(self._pictures)
        except (ConfigError, StopIteration) as error:
            raise DeviceError("The video cannot be played any further.", "Choose another file.") from error
        now = time.perf_counter()
        self._due = max(self._due + self._period, now - self._period)
        time.sleep(max(0.0, self._due - now))
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


class VideoFileSink:
    """Encodes composites to a file, in H.264 or VP9 by its suffix.

    Args:
        path: to write.
        size: of the composites, even in both directions.
        rate: frames per second.
        like: a video whose time stamps and sound are taken over, or None.

    Raises:
        ConfigError: the suffix is unknown.
        DeviceError: the file cannot be written.
    """

    def __init__(self, path: Path, size: Size, rate: Fraction, like: VideoReader | None = None) -> None:
        codec = _CODECS.get(path.suffix.lower())
        if codec is None:
            raise ConfigError(f"{path.name} is no video name.", f"End it in one of: {', '.join(_CODECS)}.")
        if not path.parent.is_dir():
            raise DeviceError(f"{path} cannot be written.", f"Make the folder {path.parent} or choose another.")
        try:
            self._container = av.open(str(path), "w")
        except (av.FFmpegError, OSError) as error:
            raise DeviceError(f"{path} cannot be written ({error.strerror}).", "Choose another folder.") from error
        self._video = cast(VideoStream, self._container.add_stream(codec, rate=rate, options=_OPTIONS[codec]))
        self._video.width, self._video.height, self._video.pix_fmt = size.width, size.height, "yuv420p"
        self._time_base = like.video.time_base if like is not None and like.video.time_base else 1 / rate
        self._video.codec_context.time_base = self._time_base
        self._audio = None
        if like is not None and like.audio is not None:
            self._audio = self._copied_stream(like.audio)
        self._next = 0
        self._open = True

    @property
    def has_sound(self) -> bool:
        """Whether the sound of `like` is taken over."""
        return self._audio is not None

    def _copied_stream(self, audio: AudioStream) -> AudioStream | None:
        # A container may refuse a codec, as webm does AAC; then the video is still worth having.
        try:
            return self._container.add_stream_from_template(audio)
        except ValueError:
            return None

    def write(self, composite: Composite) -> None:
        """Encode one composite at the next frame's time."""
        self.write_at(composite, self._next)

    def write_at(self, composite: Composite, pts: int) -> None:
        """Encode one composite at a time stamp of `like`.

        Raises:
            DeviceError: the file cannot be written.
        """
        frame = av.VideoFrame.from_ndarray(composite.rgb, format="rgb24")
        frame.pts, frame.time_base = pts, self._time_base
        self._next = pts + 1
        self._mux(frame)

    def write_sound(self, packet: "Packet[Any]") -> None:
        """Copy a packet of sound."""
        if self._audio is not None:
            packet.stream = self._audio
            self._container.mux(packet)

    def _mux(self, frame: av.VideoFrame | None) -> None:
        try:
            self._container.mux(self._video.encode(frame))
        except (av.FFmpegError, OSError) as error:
            raise DeviceError(f"The video cannot be written ({error.strerror}).", "Is the disk full?") from error

    def close(self) -> None:
        """Write what is still in the encoder and close the file; may be called twice."""
        if self._open:
            self._open = False
            try:
                self._mux(None)
            finally:
                self._container.close()
