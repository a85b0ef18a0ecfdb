"""Reading video files: frames and sound in the file's order."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from app.core.compositing.clip import Shot
from app.core.errors import ConfigError
from app.core.types import Rgb
from app.devices.media.animated_pictures import ANIMATION_RATE
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.file_content import Content, content_of
from app.devices.media.metadata import repaired
from app.devices.media.other_tracks import Chapter, chapters_of, left_out
from app.devices.media.sound import default_track
from app.devices.media.user_files import check_file
from app.language import _
from app.system_errors import reason_of
from bisenet.errors import DataError
from bisenet.media.closable import Closable
from bisenet.media.decoded_frames import MOST_PIXELS, DecodedFrame
from bisenet.media.video_track import TrackDecoder, film_track, packets_of, track_end

_DEFAULT_RATE = Fraction(30)
# Containers with their own content. FFmpeg also knows playlists, which would open other files or addresses.
_FORMATS = "mov,matroska,gif,apng,avi,mpeg,mpegts,mpegvideo,ogg,asf,flv,h264,hevc"
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _FORMATS, "max_pixels": str(MOST_PIXELS)}
_ANIMATIONS = ("gif", "apng")
# Formats without a duration; FFmpeg guesses one from the bit rate.
_NO_DURATION = {"mpegvideo", "h264", "hevc"}
# A format whose header may name any frame rate.
_NO_RATE = {"matroska,webm"}
# Time stamps are not exact, so a file is whole if it has this much of its duration.
_WHOLE = 0.9
_FEW_FRAMES = 3
# Containers with an index of key frames.
_SEEKABLE = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"}
# Seconds between a key frame and the first frame that is wanted, since others of its group may be shown before it. An
# index in the order of decoding may lead to a later key frame; then an earlier place is tried.
_LEADS = (1.0, 3.0, 9.0)
# Seconds after which a part begins with its first frame, rather than with a glimpse of the one before.
_BRIEF = 0.02
# Sound is stored up to this many seconds after the frames that it belongs to.
_INTERLEAVING = 2.0


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


class VideoReader(Closable):
    """A video file.

    Args:
        path: of the file.
        threads: for decoding, each with a frame in memory; 0 for one per core.
        name: of the video in messages; None for its path.

    Attributes:
        rate: frames per second; a usual one for GIF and APNG.
        time_base: seconds of one unit of the time stamps of `items`.
        is_steady: whether the file says that all frames last equally long.
        shown_until: when the last frame read so far ends, seconds from the start of the file.
        count: approximate number of frames of the track, as far as it is shown; 0 if the file does not say.
        video: the stream of frames; of several tracks the longest.
        sounds: all sound tracks, in the file's order.
        audio: the track whose packets `items` yields; None for no sound.
        pixel_aspect: width of a pixel divided by its height.

    Raises:
        ConfigError: the file is missing, no video, or its frames are too large.
    """

    def __init__(self, path: Path, threads: int = 0, name: str | None = None) -> None:
        check_file(path)
        self._path, self._name = path, name or str(path)
        self._threads = threads
        self._open()
        self.rate = self.video.average_rate or _DEFAULT_RATE
        is_known = self._container.format.name not in _NO_RATE and not self._is_animation
        self.is_steady = is_known and self.video.base_rate == self.video.average_rate
        self.time_base = self.video.time_base or Fraction(1, av.time_base)
        end = track_end(self.video)
        start = float(self._start())
        # When the last frame ends; None if only the end of the whole file is known.
        self._end = None if end is None or end <= start else end - start
        self.count = self._frame_count()
        if self._is_animation:
            self.rate = ANIMATION_RATE
        # When the frames and the packets of any track read so far end, in seconds.
        self.shown_until = self._read_until = 0.0

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
        return {name: repaired(value) for name, value in self._container.metadata.items()}

    @property
    def chapters(self) -> Sequence[Chapter]:
        """The chapters of the file."""
        return chapters_of(self._container)

    @property
    def left_out(self) -> str:
        """A sentence about tracks that are neither read nor sound; "" without any."""
        return left_out(self._container, self.video)

    @property
    def breaks_off(self) -> bool:
        """Whether the file ended, when it was read, before its own end: before that of the track if it says so."""
        if self._container.format.name in _NO_DURATION:
            return False
        if self._end is not None:
            return self._lacks(self.shown_until, self._end)
        return self._lacks(max(self.shown_until, self._read_until), float(self._container.duration or 0) / av.time_base)

    def _lacks(self, until: float, end: float) -> bool:
        """Say whether frames are missing between two times; encoders' delays make some ends a few frames late."""
        return until < min(_WHOLE * end, end - _FEW_FRAMES / float(self.rate))

    def _open(self) -> None:
        try:
            # FFmpeg takes a colon in a relative name for a protocol.
            # Tags may be in any encoding; this one accepts all bytes.
            self._container = av.open(str(self._path.absolute()), options=_OPTIONS, metadata_encoding="latin-1")
        except (MemoryError, av.error.MemoryError):
            raise
        except Exception as error:
            # For damaged files, FFmpeg and PyAV raise all kinds of errors.
            raise self._unreadable() from error
        if not self._container.streams.video:
            has_sound = bool(self._container.streams.audio)
            self._container.close()
            if has_sound:
                raise ConfigError(_("{path} holds sound only.").format(path=self._name), _("Use a video or a picture."))
            raise self._unreadable()
        try:
            self.video = film_track(self._container.streams.video)
        except DataError as error:
            self._container.close()
            unknown = _("{path} is in a video format that is not known here.").format(path=self._name)
            raise ConfigError(unknown, _("Convert it to mp4 first.")) from error
        pixels = self.video.width * self.video.height
        if not 0 < pixels <= MOST_PIXELS:
            self._container.close()
            # If FFmpeg needed the frames to determine their size, it has rejected them and reports none.
            what = (
                _("{path} has {width}x{height} pixels.")
                if pixels
                else _("{path} has pictures that are damaged or too large.")
            ).format(path=self._name, width=self.video.width, height=self.video.height)
            raise ConfigError(what, _("Use a video of at most 8K."))
        # Later frames may differ from the header.
        self.video.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        self.video.thread_type = "AUTO"
        self.video.codec_context.thread_count = self._threads
        self.pixel_aspect = self.video.sample_aspect_ratio or Fraction(1)
        self._is_animation = self._container.format.name in _ANIMATIONS
        self.sounds: tuple[AudioStream, ...] = tuple(self._container.streams.audio)
        self.audio = default_track(self.sounds)

    def _unreadable(self) -> ConfigError:
        if content_of(self._path) is None:
            return ConfigError(
                _("{path} is not a video that can be read.").format(path=self._name),
                _("Use an mp4, mov, webm or gif file."),
            )
        return ConfigError(
            _("{path} is a video that cannot be read; it may be incomplete.").format(path=self._name),
            _("Copy it again, or use another file."),
        )

    def items(self, start: float = 0.0, end: float | None = None) -> "Iterator[tuple[Rgb, int] | Packet[Any]]":
        """Yield frames, RGB uint8 (H, W, 3), with their time stamps, and packets of sound, in the file's order.

        Time stamps are in units of the stream's time base and count from the start of the file, whatever its own clock
        says; without time stamps, frames follow at the file's rate.

        Args:
            start: seconds; the frame shown then gets this time, earlier ones are not converted and not yielded.
            end: seconds; later frames are neither, packets may be. None for the end of the file.

        Raises:
            ConfigError: the file is damaged.
        """
        if start > 0:
            self._go_before(start)
        sound_clock = Clock(self._start(), self.audio)
        earlier: av.VideoFrame | None = None
        for item in self._decode():
            if isinstance(item, tuple):
                frame, stamp = item
                seconds = self.seconds(stamp)
                if seconds < start:
                    earlier = frame
                    continue
                if earlier is not None and seconds - start > min(_BRIEF, 0.5 / float(self.rate)):
                    yield self._first(earlier, start)
                earlier = None
                if end is not None and seconds >= end + _INTERLEAVING:
                    return
                if end is None or seconds < end:
                    yield rgb_of(DecodedFrame(frame, self.pixel_aspect)), stamp
            elif item.dts is not None:
                lead = 0 if item.pts is None else item.pts - item.dts
                item.dts = sound_clock.stamp(item.dts, item.duration or 1)
                item.pts = item.dts + lead
                yield item
        if earlier is not None and start < self.shown_until:
            yield self._first(earlier, start)

    def _first(self, frame: av.VideoFrame, start: float) -> tuple[Rgb, int]:
        """Return the frame that is already shown at `start`, seconds, with that time stamp."""
        return rgb_of(DecodedFrame(frame, self.pixel_aspect)), round(start / self.seconds(1))

    def _go_before(self, seconds: float) -> None:
        """Go to a key frame before a time, which saves decoding what is before; stay at the beginning if in doubt."""
        if self._container.format.name not in _SEEKABLE:
            return
        places = [self._place(seconds - lead) for lead in _LEADS if lead < seconds]
        # The file may have no index, or be damaged there, which reading it says.
        with suppress(av.FFmpegError):
            for place in places:
                self._container.seek(place, stream=self.video)
                stamp = next((packet.pts for packet in self._container.demux(self.video)), None)
                if stamp is not None and stamp <= places[0]:
                    self._container.seek(place, stream=self.video)
                    return
        if places:
            self.rewind()

    def _place(self, seconds: float) -> int:
        """Return a time in units of the stream's time base, by the file's own clock."""
        return Clock(Fraction(0), self.video).ticks(Fraction(seconds) + self._start())

    def frames(self) -> Iterator[tuple[DecodedFrame, float]]:
        """Yield decoded frames for `rgb_of`, each with its time in seconds from the start of the file.

        Raises:
            ConfigError: the file is damaged.
        """
        for item in self._decode():
            if isinstance(item, tuple):
                yield DecodedFrame(item[0], self.pixel_aspect), self.seconds(item[1])

    def shots(self) -> Iterator[Shot]:
        """Yield the frames, to be converted when they are drawn, with their times from the start of the file.

        Raises:
            ConfigError: the file is damaged.
        """
        for frame, begin in self.frames():
            lasts = self.seconds(frame.frame.duration or 0) or float(1 / self.rate)
            yield Shot(begin, begin + lasts, partial(rgb_of, frame))

    def seconds(self, stamp: int) -> float:
        """Return a time stamp of `items`, or the duration of a frame, in seconds."""
        return float(stamp * self.time_base)

    def _decode(self) -> "Iterator[tuple[av.VideoFrame, int] | Packet[Any]]":
        """Yield frames with their time stamps, and the packets of `audio`."""
        clock = Clock(self._start(), self.video)
        step = clock.ticks(1 / self.rate)
        decoder = TrackDecoder(self.video, self._threads)
        self.shown_until = self._read_until = 0.0
        try:
            for packet in packets_of(self._container):
                if packet.pts is not None:
                    end = (packet.pts + (packet.duration or 0)) * packet.time_base - self._start()
                    self._read_until = max(self._read_until, float(end))
                if packet.stream is not self.video:
                    if packet.stream is self.audio:
                        yield packet
                    continue
                for frame in decoder.frames(packet):
                    yield self._stamped(frame, clock, step)
            for frame in decoder.flush():
                yield self._stamped(frame, clock, step)
        except (MemoryError, av.error.MemoryError):
            raise
        except av.FFmpegError as error:
            raise ConfigError(
                _("{path} is damaged ({strerror}).").format(path=self._name, strerror=reason_of(error)),
                _("Use another file."),
            ) from error
        except Exception as error:
            raise ConfigError(
                _("{path} cannot be read ({error}).").format(path=self._name, error=error), _("Use another file.")
            ) from error

    def _stamped(self, frame: av.VideoFrame, clock: Clock, step: int) -> tuple[av.VideoFrame, int]:
        stamp = clock.stamp(frame.pts, step)
        self.shown_until = max(self.shown_until, self.seconds(stamp + (frame.duration or step)))
        return frame, stamp

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


def has_only_sound(path: Path) -> bool:
    """Say whether a file of one of the formats of videos holds sound, but at most a cover picture."""
    if content_of(path) is not Content.VIDEO:
        return False
    # Whatever is wrong with it, reading it as a video says so.
    with suppress(Exception), av.open(str(path.absolute()), options=_OPTIONS, metadata_encoding="latin-1") as container:
        films = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
        return bool(container.streams.audio) and not films
    return False
