"""Reading video files: frames and sound in the file's order, or looping as a source."""

import re
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import av
from av.audio.stream import AudioStream
from av.codec import CodecContext
from av.packet import Packet
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from app.core.errors import ConfigError, DeviceError
from app.core.pipeline.pacer import Pacer
from app.core.types import Rgb
from app.devices.media.decoded_frames import MOST_PIXELS, DecodedFrame, rgb_of
from app.devices.media.deinterlace import Deinterlacer
from app.devices.media.sound import default_track
from app.devices.media.user_files import check_file

_DEFAULT_RATE = Fraction(30)
# Containers with their own content. FFmpeg also knows playlists, which would open other files or addresses.
_FORMATS = "mov,matroska,gif,apng,avi,mpeg,mpegts,mpegvideo,ogg,asf,flv,h264,hevc"
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _FORMATS, "max_pixels": str(MOST_PIXELS)}
# FFmpeg's own decoders of these codecs drop the alpha that a webm file has beside each picture.
_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
# In these, the last picture has a duration of its own, which a player keeps.
_ANIMATIONS = ("gif", "apng")
# Tracks of at least this part of the longest one's duration count as long as it.
_ABOUT_AS_LONG = 0.9
# Formats in which a track's duration is that of the whole file, or wrong.
_ONE_DURATION = {"asf", "mpeg"}
# Formats without a duration; FFmpeg guesses one from the bit rate.
_NO_DURATION = {"mpegvideo", "h264", "hevc"}
# Time stamps are not exact, so a file is whole if it has this much of its duration.
_WHOLE = 0.9


class Clock:
    """Converts a stream's time stamps into ones that start with the file and never decrease.

    Args:
        start: of the file, seconds.
        stream: its time base is the unit; None if there is no such stream.
    """

    def __init__(self, start: Fraction, stream: VideoStream | AudioStream | None) -> None:
        self._unit = stream.time_base if stream is not None and stream.time_base else Fraction(1, av.time_base)
        self._start = self.ticks(start)
        self._last: int | None = None
        self._next = 0

    def ticks(self, seconds: Fraction) -> int:
        """Return `seconds` in units of the stream's time base."""
        return round(seconds / self._unit)

    def stamp(self, raw: int | None, duration: int) -> int:
        """Return the time stamp for the file's own one, `raw`, of an item that lasts `duration`.

        Without a stamp, or if the file's clock jumps back as in joined recordings, it follows the previous item.
        """
        stamp = self._next if raw is None else raw - self._start
        if self._last is not None and stamp <= self._last:
            if raw is not None and self._last - stamp >= 2 * duration:
                stamp = self._next
                self._start = raw - stamp
            else:
                # Two items at the same time: the second is moved by a tick, later ones are not.
                stamp = self._last + 1
        self._last, self._next = stamp, stamp + duration
        return stamp


class VideoReader:
    """A video file.

    Args:
        path: of the file.
        threads: for decoding, each with a frame in memory; 0 for one per core.

    Attributes:
        rate: frames per second.
        count: approximate number of frames of the track, as far as it is shown; 0 if the file does not say.
        video: the stream of frames; of several tracks the longest.
        sounds: all sound tracks, in the file's order.
        audio: the track whose packets `items` yields; None for no sound.
        pixel_aspect: width of a pixel divided by its height.

    Raises:
        ConfigError: the file is missing, no video, or its frames are too large.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        check_file(path)
        self._path = path
        self._threads = threads
        self._open()
        self.rate = self.video.average_rate or _DEFAULT_RATE
        self._end = self._track_end()
        self.count = self._frame_count()
        # The times, in seconds, at which the frames and the packets of any track read so far end.
        self._shown_until = self._read_until = 0.0

    def _track_end(self) -> float | None:
        """Return the time in seconds at which the last frame ends, None if only the end of the whole file is known."""
        start, seconds = float(self._start()), None
        if self.video.duration and self._container.format.name not in _ONE_DURATION:
            seconds = self.seconds(self.video.duration + (self.video.start_time or 0))
        elif match := re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", self.video.metadata.get("DURATION", "")):
            hours, minutes, rest = match.groups()
            seconds = 3600 * int(hours) + 60 * int(minutes) + float(rest)
        return None if seconds is None or seconds <= start else seconds - start

    def _frame_count(self) -> int:
        if self._container.format.name in _NO_DURATION:
            return 0
        length = float(self._container.duration or 0) / av.time_base
        if self._end is not None:
            first = self.seconds(self.video.start_time) - float(self._start()) if self.video.start_time else 0.0
            length = self._end - max(0.0, first)
        counts = [count for count in (self.video.frames, round(length * float(self.rate))) if count > 0]
        # An edit list may show fewer frames than the file holds.
        return min(counts, default=0)

    @property
    def metadata(self) -> Mapping[str, str]:
        """The tags of the file; those that are not UTF-8 are read as Latin-1."""
        return {name: _as_utf8(value) for name, value in self._container.metadata.items()}

    @property
    def breaks_off(self) -> bool:
        """Whether the file ended, when it was read, before its own end: before that of the track if it says so."""
        if self._container.format.name in _NO_DURATION:
            return False
        if self._end is not None:
            return self._shown_until < _WHOLE * self._end
        return max(self._shown_until, self._read_until) < _WHOLE * float(self._container.duration or 0) / av.time_base

    def _open(self) -> None:
        problem = ConfigError(f"{self._path} is not a video that can be read.", "Use an mp4, mov, webm or gif file.")
        try:
            # FFmpeg takes a colon in a relative name for a protocol.
            # Tags may be in any encoding; this one accepts all bytes.
            self._container = av.open(str(self._path.absolute()), options=_OPTIONS, metadata_encoding="latin-1")
        except (MemoryError, av.error.MemoryError):
            raise
        except Exception as error:
            # For damaged files, FFmpeg and PyAV raise all kinds of errors.
            raise problem from error
        if not self._container.streams.video:
            self._container.close()
            raise problem
        self.video = _film(self._container.streams.video)
        pixels = self.video.width * self.video.height
        if not 0 < pixels <= MOST_PIXELS:
            self._container.close()
            # If FFmpeg needed the frames to determine their size, it has rejected them and reports none.
            size = (
                f"{self.video.width}x{self.video.height} pixels" if pixels else "pictures that are damaged or too large"
            )
            raise ConfigError(f"{self._path} has {size}.", "Use a video of at most 8K.")
        # Later frames may differ from the header.
        self.video.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        self.video.thread_type = "AUTO"
        self.video.codec_context.thread_count = self._threads
        self.pixel_aspect = self.video.sample_aspect_ratio or Fraction(1)
        self._is_animation = self._container.format.name in _ANIMATIONS
        self.sounds: tuple[AudioStream, ...] = tuple(self._container.streams.audio)
        self.audio = default_track(self.sounds)

    def items(self) -> "Iterator[tuple[Rgb, int] | Packet[Any]]":
        """Yield frames, RGB uint8 (H, W, 3), with their time stamps, and packets of sound, in the file's order.

        Time stamps are in units of the stream's time base and count from the start of the file, whatever its own clock
        says; without time stamps, frames follow at the file's rate.

        Raises:
            ConfigError: the file is damaged.
        """
        sound_clock = Clock(self._start(), self.audio)
        last: tuple[Rgb, int] | None = None
        duration = 0
        for item in self._decode():
            if isinstance(item, tuple):
                frame, stamp = item
                last, duration = (rgb_of(DecodedFrame(frame, self.pixel_aspect)), stamp), frame.duration
                yield last
            elif item.dts is not None:
                lead = 0 if item.pts is None else item.pts - item.dts
                item.dts = sound_clock.stamp(item.dts, item.duration or 1)
                item.pts = item.dts + lead
                yield item
        step = Clock(self._start(), self.video).ticks(1 / self.rate)
        if last is not None and self._is_animation and duration >= 2 * step:
            # Shown again just before its end, since a player shows the last picture only for one step.
            yield last[0], last[1] + duration - step

    def frames(self) -> Iterator[tuple[DecodedFrame, float]]:
        """Yield decoded frames for `rgb_of`, each with its time in seconds from the start of the file.

        Raises:
            ConfigError: the file is damaged.
        """
        for item in self._decode():
            if isinstance(item, tuple):
                yield DecodedFrame(item[0], self.pixel_aspect), self.seconds(item[1])

    def seconds(self, stamp: int) -> float:
        """Return a time stamp of `items`, or the duration of a frame, in seconds."""
        return float(stamp * (self.video.time_base or Fraction(1, av.time_base)))

    def _decode(self) -> "Iterator[tuple[av.VideoFrame, int] | Packet[Any]]":
        """Yield frames with their time stamps, and the packets of `audio`."""
        clock = Clock(self._start(), self.video)
        step = clock.ticks(1 / self.rate)
        deinterlacer = Deinterlacer()
        decoder: VideoCodecContext | None = None
        self._shown_until = self._read_until = 0.0
        try:
            for packet in self._container.demux():
                if packet.pts is not None:
                    end = (packet.pts + (packet.duration or 0)) * packet.time_base - self._start()
                    self._read_until = max(self._read_until, float(end))
                if packet.stream is not self.video:
                    if packet.stream is self.audio:
                        yield packet
                    continue
                decoder = decoder or self._decoder(packet)
                for frame in _decoded(decoder, packet):
                    for progressive in deinterlacer.add(frame):
                        yield self._stamped(progressive, clock, step)
            for progressive in deinterlacer.flush():
                yield self._stamped(progressive, clock, step)
        except (MemoryError, av.error.MemoryError):
            raise
        except av.FFmpegError as error:
            raise ConfigError(f"{self._path} is damaged ({error.strerror}).", "Use another file.") from error
        except Exception as error:
            raise ConfigError(f"{self._path} cannot be read ({error}).", "Use another file.") from error

    def _stamped(self, frame: av.VideoFrame, clock: Clock, step: int) -> tuple[av.VideoFrame, int]:
        stamp = clock.stamp(frame.pts, step)
        self._shown_until = max(self._shown_until, self.seconds(stamp + (frame.duration or step)))
        return frame, stamp

    def _decoder(self, packet: "Packet[Any]") -> VideoCodecContext:
        """Return the decoder for the pictures, whose first packet says whether they have alpha beside them."""
        own = self.video.codec_context
        name = _ALPHA_DECODERS.get(own.name)
        if name is None or not packet.has_sidedata("matroska_block_additional") or name not in av.codecs_available:
            return own
        decoder = cast(VideoCodecContext, CodecContext.create(name, "r"))
        decoder.extradata, decoder.options = own.extradata, own.options
        decoder.thread_count = self._threads
        return decoder

    def _start(self) -> Fraction:
        return Fraction(self._container.start_time or 0, av.time_base)

    def rewind(self) -> None:
        """Go back to the first frame.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        try:
            self._container.seek(0)
        except av.FFmpegError:
            # Some files have no index for seeking.
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


def _as_utf8(tag: str) -> str:
    try:
        return tag.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return tag


def _film(streams: "Sequence[VideoStream]") -> VideoStream:
    """Return the longest track; of several, the one that the file says is the default, or else the first."""
    films = [stream for stream in streams if not stream.disposition & Disposition.attached_pic] or list(streams)
    longest = max(_duration(stream) for stream in films)
    long = [stream for stream in films if _duration(stream) >= _ABOUT_AS_LONG * longest]
    return next((stream for stream in long if stream.disposition & Disposition.default), long[0])


def _duration(stream: VideoStream) -> float:
    """Return the duration of a track in seconds; 0 if the file does not say."""
    try:
        # Matroska's tag, such as 00:00:05.040000000; there, FFmpeg may give a track the duration of the file.
        hours, minutes, seconds = stream.metadata.get("DURATION", "").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return float((stream.duration or 0) * (stream.time_base or 0))


def _decoded(decoder: VideoCodecContext, packet: "Packet[Any]") -> Iterator[av.VideoFrame]:
    """Yield the frames of a packet; a damaged one is skipped, as in players."""
    with suppress(av.error.InvalidDataError):
        yield from decoder.decode(packet)


class VideoSource:
    """A video file that loops.

    Args:
        path: of the file.
        fps: frames per second; None for the file's own rate.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path, fps: float | None = None) -> None:
        self._reader = VideoReader(path)
        self._name = path.name
        self._pictures = self._endless()
        self._pacer = Pacer(fps or float(self._reader.rate), time.perf_counter())

    def __str__(self) -> str:
        return self._name

    def read(self) -> Rgb:
        """Wait for the time of the next frame and return it, RGB uint8 (H, W, 3).

        Raises:
            DeviceError: the file can no longer be read.
        """
        try:
            rgb = next(self._pictures)
        except (ConfigError, StopIteration) as error:
            raise DeviceError("The video cannot be played any further.", "Choose another file.") from error
        time.sleep(self._pacer.delay(time.perf_counter()))
        return rgb

    def _endless(self) -> Generator[Rgb, None, None]:
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
        # Breaks a reference cycle, which would keep the decoder's threads and frames until the next garbage collection.
        self._pictures.close()
        self._reader.close()
