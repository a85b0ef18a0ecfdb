"""Writing video files, with the sound of another one."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
from av.packet import Packet
from av.video.reformatter import ColorRange, VideoReformatter
from av.video.stream import VideoStream

from app.core.errors import ConfigError, DeviceError
from app.core.types import Composite, CutOut, Size
from app.devices.media.ffmpeg_errors import ffmpeg_errors
from app.devices.media.film import Film
from app.devices.media.metadata import video_metadata
from app.devices.media.other_tracks import Chapter, write_chapters
from app.devices.media.sound import SoundPlan, SoundWriter
from app.language import _
from app.system_errors import reason_of
from bisenet.media.decoded_frames import matrix_of, tag_colours


@dataclass(frozen=True)
class _Codec:
    name: str
    pixels: str
    options: dict[str, str]


_H264 = _Codec("libx264", "yuv420p", {"crf": "18", "preset": "veryfast"})
# For recording a call: a third cheaper, at 0.2 MB per second for 720p.
_H264_LIVE = _Codec("libx264", "yuv420p", {"crf": "21", "preset": "superfast"})
# Fragments of a second, so that a process that dies leaves a playable file; closing turns them into a plain file.
_LIVE_CONTAINER = {"movflags": "hybrid_fragmented", "frag_duration": "1000000", "flush_packets": "1"}
_VP9 = _Codec("libvpx-vp9", "yuv420p", {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "6"})
_PRORES = _Codec("prores_ks", "yuva444p10le", {"profile": "4444", "alpha_bits": "16", "vendor": "apl0"})
_CODECS = {".mp4": _H264, ".m4v": _H264, ".mov": _H264, ".mkv": _H264, ".webm": _VP9}
_ALPHA_CODECS = {".webm": replace(_VP9, pixels="yuva420p"), ".mov": _PRORES}
# The encoders' constant rate factors at the qualities 1 and 100.
_CRF = {"libx264": (45, 10), "libvpx-vp9": (60, 12)}
# What a container says to a packet of sound that is damaged.
_DAMAGED = (av.error.InvalidDataError, av.error.PatchWelcomeError)


def _crf(codec: str, quality: int) -> int:
    worst, best = _CRF[codec]
    return round(worst + (best - worst) * (quality - 1) / 99)


def is_video_name(path: Path) -> bool:
    """Say whether a file of that name can be written as a video."""
    return path.suffix.lower() in _CODECS


def can_hold_alpha(path: Path) -> bool:
    """Say whether a file of that name can be written as a video with transparent pixels."""
    return path.suffix.lower() in _ALPHA_CODECS


class VideoFileSink:
    """Encodes composites to a file, as H.264 or VP9 by its suffix, or cut-outs, as VP9 or ProRes 4444.

    Args:
        path: to write.
        size: of the composites, even in both directions.
        rate: frames per second.
        like: a video whose time stamps, date and title are copied, or None.
        alpha: whether cut-outs with transparency are written instead of composites.
        live: whether this records a camera, to an mp4 file: encoding is cheap, and the file is playable at any moment.
        quality: of H.264 and VP9, 1 to 100; None for the default. ProRes has one quality.
        sound: what becomes of the sound of `like`; silent by default.
        chapters: of the video.

    Raises:
        ConfigError: the suffix is unknown.
        DeviceError: the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        size: Size,
        rate: Fraction,
        like: Film | None = None,
        alpha: bool = False,
        live: bool = False,
        quality: int | None = None,
        sound: SoundPlan | None = None,
        chapters: Sequence[Chapter] = (),
    ) -> None:
        codecs = _ALPHA_CODECS if alpha else _CODECS
        codec = _H264_LIVE if live else codecs.get(path.suffix.lower())
        if codec is None:
            what = (
                _("{name} is not a name for a video with transparency.")
                if alpha
                else _("{name} is not a name for a video.")
            )
            raise ConfigError(
                what.format(name=path.name),
                _("Use one of these suffixes: {codecs}.").format(codecs=", ".join(codecs)),
            )
        if quality is not None and codec.name in _CRF:
            codec = replace(codec, options={**codec.options, "crf": str(_crf(codec.name, quality))})
        if like is not None and not like.is_steady and codec.name == _H264.name:
            # With B-frames, mp4 ends a film whose last frames last long before they do.
            codec = replace(codec, options={**codec.options, "bf": "0"})
        if not path.parent.is_dir():
            raise DeviceError(
                _("{path} cannot be written.").format(path=path),
                _("Make the folder {parent} or choose another.").format(parent=path.parent),
            )
        try:
            self._container = av.open(str(path.absolute()), "w", options=_LIVE_CONTAINER if live else {})
        except av.error.MemoryError:
            raise
        except (av.FFmpegError, OSError) as error:
            raise DeviceError(
                _("{path} cannot be written ({strerror}).").format(path=path, strerror=reason_of(error)),
                _("Choose another folder."),
            ) from error
        self._video = cast(VideoStream, self._container.add_stream(codec.name, rate=rate, options=codec.options))
        self._video.width, self._video.height, self._video.pix_fmt = size.width, size.height, codec.pixels
        if live:
            # A key frame every second, so that each fragment can be decoded alone.
            self._video.codec_context.gop_size = max(1, round(rate))
            # In the writing thread, so that the cost can be measured; 1080p takes two thirds of its time.
            self._video.codec_context.thread_count = 1
        self._size = size
        self._pixels = codec.pixels
        # A frame's own would start and end threads for each frame, which takes longer than they save.
        self._reformatter = VideoReformatter()
        self._time_base = like.time_base if like is not None else 1 / rate
        self._video.codec_context.time_base = self._time_base
        if like is not None:
            self._container.metadata.update(video_metadata(like.metadata))
        write_chapters(self._container, chapters)
        self._matrix = matrix_of(size.height)
        tag_colours(self._video.codec_context)
        self._sound = None
        if sound is not None and sound.track is not None:
            self._sound = SoundWriter(self._container, sound.track, sound.encoder)
        self._has_read_sound = self._has_written_sound = False
        self._next = 0
        self._open = True

    @property
    def has_lost_sound(self) -> bool:
        """Whether there were packets of sound, but none could be decoded and written."""
        return self._has_read_sound and not self._has_written_sound

    def write(self, composite: Composite) -> None:
        """Encode one composite at the next frame's time."""
        self.write_at(composite, self._next)

    def write_at(self, composite: Composite, pts: int) -> None:
        """Encode one composite at a time stamp in units of `like`, or of a frame's duration; stamps must increase.

        Raises:
            DeviceError: the file cannot be written.
        """
        self._encode_picture(av.VideoFrame.from_ndarray(composite.rgb, format="rgb24"), pts)

    def write_cut_out(self, person: CutOut, pts: int) -> None:
        """Encode a cut-out, transparent around the person, at a time stamp of `like`.

        Raises:
            DeviceError: the file cannot be written.
        """
        self._encode_picture(av.VideoFrame.from_ndarray(person.rgba, format="rgba"), pts)

    def write_sound(self, packet: "Packet[Any]") -> None:
        """Copy or encode a packet of sound.

        Raises:
            DeviceError: the file cannot be written.
        """
        if self._sound is not None:
            self._has_read_sound = True
            self._mux_sound(self._sound.packets(packet))

    def _mux_sound(self, packets: "Iterator[Packet[Any]]") -> None:
        for packet in packets:
            # As in players, a damaged packet is skipped.
            with _write_errors(), suppress(*_DAMAGED):
                self._container.mux(packet)
                self._has_written_sound = True

    def _encode_picture(self, picture: av.VideoFrame, pts: int) -> None:
        frame = self._reformatter.reformat(
            picture, format=self._pixels, dst_colorspace=self._matrix, dst_color_range=ColorRange.MPEG, threads=1
        )
        frame.pts, frame.time_base = pts, self._time_base
        self._next = pts + 1
        self._encode(frame)

    def _encode(self, frame: av.VideoFrame | None) -> None:
        with ffmpeg_errors(_("The video cannot be encoded ({problem})."), _("Choose another format.")):
            packets = self._video.encode(frame)
        for packet in packets:
            self._mux(packet)

    def _mux(self, packet: "Packet[Any]") -> None:
        with _write_errors():
            self._container.mux(packet)

    def close(self) -> None:
        """Flush the encoder and close the file; may be called twice.

        Raises:
            DeviceError: the end could not be written.
        """
        if self._open:
            self._open = False
            try:
                self._encode(None)
                if self._sound is not None:
                    self._mux_sound(self._sound.rest())
            finally:
                with _write_errors():
                    self._container.close()


def _write_errors() -> AbstractContextManager[None]:
    hints = {errno.ENOSPC: _("Make room on the disk."), errno.EINVAL: _("Choose another suffix, such as .mkv.")}
    return ffmpeg_errors(_("The video cannot be written ({problem})."), _("Choose another folder."), hints)
