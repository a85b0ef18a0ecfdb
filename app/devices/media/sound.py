"""The sound of a rendered video: choosing a track, and copying or encoding it."""

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.filter import Graph
from av.filter.context import FilterContext
from av.packet import Packet
from av.stream import Disposition

from app.core.errors import ConfigError
from app.devices.media.ffmpeg_errors import ffmpeg_errors
from app.devices.media.metadata import repaired
from app.language import _, ngettext


@dataclass(frozen=True)
class _Container:
    """What a container holds.

    Attributes:
        format: FFmpeg's name of it.
        codecs: of sound that players expect in it; None for all that FFmpeg writes.
        encoder: for sound in another codec.
    """

    format: str
    codecs: frozenset[str] | None
    encoder: str


_MPEG4 = frozenset({"aac", "mp3", "mp2", "ac3", "eac3", "alac"})
_PCM = frozenset({f"pcm_{form}" for form in ("s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be")})
_CONTAINERS = {
    ".mp4": _Container("mp4", _MPEG4 | {"opus", "flac"}, "aac"),
    ".m4v": _Container("ipod", _MPEG4, "aac"),
    ".mov": _Container("mov", _MPEG4 | _PCM, "aac"),
    ".mkv": _Container("matroska", None, "aac"),
    ".webm": _Container("webm", frozenset({"opus", "vorbis"}), "libopus"),
}
# The encoders take no other layouts of so many channels; any other number is mixed down to stereo.
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}
_BITS_PER_CHANNEL = 80_000


@dataclass(frozen=True)
class SoundPlan:
    """What becomes of a video's sound.

    Attributes:
        track: that is written; None for a silent video.
        encoder: FFmpeg's name of it; None if the track is copied.
        losses: a sentence for each thing that the output will lack although it was not asked for.
    """

    track: AudioStream | None = None
    encoder: str | None = None
    losses: tuple[str, ...] = ()


def default_track(tracks: Sequence[AudioStream]) -> AudioStream | None:
    """Return the track that players choose: the first one marked as default, else the first; None without any.

    One of an unknown format is chosen only if there is no other.
    """
    known = [track for track in tracks if track.codec_context is not None] or tracks
    marked = (track for track in known if track.disposition & Disposition.default)
    return next(marked, known[0] if known else None)


def plan_sound(tracks: Sequence[AudioStream], suffix: str, choice: str) -> SoundPlan:
    """Decide what becomes of the sound before anything is written.

    Args:
        tracks: of the video, in the file's order.
        suffix: of the file to write, lower case, with its dot.
        choice: "copy" copies the default track if the container takes it, and encodes it otherwise; "encode" always
            encodes it; "none" leaves all sound out; a number, from 1, chooses a track and does as "copy".

    Raises:
        ConfigError: there is no track of that number.
    """
    if choice == "none":
        return SoundPlan()
    if choice.isdecimal() and not 1 <= int(choice) <= len(tracks):
        if tracks:
            what = ngettext(
                "The video has no sound track {choice}; it has one track.",
                "The video has no sound track {choice}; it has tracks 1 to {count}.",
                len(tracks),
            )
        else:
            what = _("The video has no sound track {choice}; it has none.")
        raise ConfigError(what.format(choice=choice, count=len(tracks)), _("Choose another with `--sound`."))
    track = tracks[int(choice) - 1] if choice.isdecimal() else default_track(tracks)
    if track is None:
        return SoundPlan()
    number, others = tracks.index(track) + 1, [str(n) for n, other in enumerate(tracks, 1) if other is not track]
    losses = []
    if others:
        losses.append(
            ngettext(
                "Sound track {others} is left out, track {kept} is kept; `--sound {other}` chooses another.",
                "Sound tracks {others} are left out, track {kept} is kept; `--sound {other}` chooses another.",
                len(others),
            ).format(others=", ".join(others), kept=number, other=others[0])
        )
    if choice != "encode" and _takes(_CONTAINERS[suffix], track):
        return SoundPlan(track, losses=tuple(losses))
    if track.codec_context is None:
        losses.append(
            _("The sound is in an unknown format, which {suffix} cannot hold; the video will be silent.").format(
                suffix=suffix
            )
        )
        return SoundPlan(losses=tuple(losses))
    return SoundPlan(track, _CONTAINERS[suffix].encoder, tuple(losses))


def _takes(container: _Container, track: AudioStream) -> bool:
    """Say whether the container holds the track's codec, which FFmpeg checks in part only when it writes a header."""
    name = None if track.codec_context is None else track.codec_context.codec.canonical_name
    if container.codecs is not None and name not in container.codecs:
        return False
    try:
        with av.open(io.BytesIO(), "w", format=container.format) as trial:
            trial.add_stream_from_template(track)
            trial.start_encoding()
    except (av.FFmpegError, ValueError):
        return False
    return True


class SoundWriter:
    """Copies or encodes the packets of a track into a container.

    Args:
        container: to which the track is added; nothing is written to it here.
        track: whose packets follow.
        encoder: FFmpeg's name of it; None to copy.
    """

    def __init__(self, container: OutputContainer, track: AudioStream, encoder: str | None) -> None:
        self._track = track
        self._stream = (
            container.add_stream_from_template(track)
            if encoder is None
            else _encoded_stream(container, track.codec_context.rate, track.codec_context.layout.nb_channels, encoder)
        )
        for key in ("language", "title"):
            if key in track.metadata:
                self._stream.metadata[key] = repaired(track.metadata[key])
        self._encodes = encoder is not None
        self._converter: _Converter | None = None

    def packets(self, packet: "Packet[Any]") -> "Iterator[Packet[Any]]":
        """Yield what to write for a packet of the track.

        Raises:
            DeviceError: the sound cannot be encoded.
        """
        if not self._encodes:
            packet.stream = self._stream
            yield packet
            return
        frames: list[AudioFrame] = []
        # As in players, a damaged packet is skipped.
        with suppress(av.FFmpegError):
            frames += cast(list[AudioFrame], packet.decode())
        yield from self._written(frames)

    def rest(self) -> "Iterator[Packet[Any]]":
        """Yield what decoder and encoder still hold, after the last packet.

        Raises:
            DeviceError: the sound cannot be encoded.
        """
        if not self._encodes:
            return
        frames: list[AudioFrame] = []
        with suppress(av.FFmpegError):
            frames += self._track.codec_context.decode(None)
        yield from self._written([*frames, None])

    def _written(self, frames: Sequence[AudioFrame | None]) -> "Iterator[Packet[Any]]":
        """Yield the packets for frames; None ends the sound."""
        with ffmpeg_errors(_("The sound cannot be encoded ({problem})."), _("Use `--sound none`, or another track.")):
            for frame in frames:
                yield from self._encoded(frame) if frame is not None else self._ended()

    def _ended(self) -> "Iterator[Packet[Any]]":
        if self._converter is not None:
            for frame in self._converter.converted(None):
                yield from self._stream.encode(frame)
            yield from self._stream.encode(None)

    def _encoded(self, frame: AudioFrame) -> "Iterator[Packet[Any]]":
        if self._converter is None or not self._converter.fits(frame):
            if self._converter is not None:
                for earlier in self._converter.converted(None):
                    yield from self._stream.encode(earlier)
            self._converter = _Converter(frame, self._stream)
        for converted in self._converter.converted(frame):
            yield from self._stream.encode(converted)


def _encoded_stream(container: OutputContainer, rate: int, channels: int, encoder: str) -> AudioStream:
    rates = sorted(av.codec.Codec(encoder, "w").audio_rates or [rate])
    layout = _LAYOUTS.get(channels, "stereo")
    stream = container.add_stream(
        encoder, rate=next((possible for possible in rates if possible >= rate), rates[-1]), layout=layout
    )
    audio = cast(AudioStream, stream)
    audio.codec_context.bit_rate = _BITS_PER_CHANNEL * audio.codec_context.layout.nb_channels
    return audio


class _Converter:
    """Converts decoded frames to the rate, layout and format of an encoder; gaps become silence."""

    def __init__(self, frame: AudioFrame, stream: AudioStream) -> None:
        self._form = (frame.format.name, frame.layout.name, frame.sample_rate)
        self._graph = Graph()
        context = stream.codec_context
        nodes: list[FilterContext] = [
            self._graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format.name,
                layout=frame.layout.name,
                time_base=frame.time_base,
            ),
            self._graph.add("aresample", f"{context.rate}:async=1"),
            self._graph.add(
                "aformat",
                f"sample_fmts={context.format.name}:sample_rates={context.rate}:channel_layouts={context.layout.name}",
            ),
            self._graph.add("abuffersink"),
        ]
        self._graph.link_nodes(*nodes).configure()

    def fits(self, frame: AudioFrame) -> bool:
        """Say whether a frame has the format that this was made for."""
        return (frame.format.name, frame.layout.name, frame.sample_rate) == self._form

    def converted(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        """Yield the converted frames that are ready after `frame`; None ends the sound."""
        self._graph.push(frame)
        with suppress(BlockingIOError, EOFError):
            while True:
                yield cast(AudioFrame, self._graph.pull())
