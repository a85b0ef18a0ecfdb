"""Videos with sound in many codecs, written for a test."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from app.core.types import Size
from tests.fakes import SMALL, plain


@dataclass(frozen=True)
class Tone:
    """A sound track.

    Attributes:
        codec: FFmpeg's name of the encoder.
        hertz: of the tone; 0 for silence.
        is_default: whether the track is marked as the one to play.
        layout: of the channels.
        seconds: how long it lasts; None for as long as the pictures.
        gap: seconds at which half a second is missing; None for none.
    """

    codec: str = "aac"
    hertz: float = 440
    is_default: bool = True
    layout: str = "mono"
    seconds: float | None = None
    gap: float | None = None


SOUND_CODECS = (
    "aac",
    "libmp3lame",
    "mp2",
    "ac3",
    "eac3",
    "libopus",
    "vorbis",
    "flac",
    "alac",
    "pcm_s16le",
    "wmav2",
    "libopencore_amrnb",
)
SUFFIXES = (
    ".mp4",
    ".m4v",
    ".mov",
    ".mkv",
    ".webm",
    ".avi",
    ".ts",
    ".mts",
    ".mpg",
    ".flv",
    ".wmv",
    ".asf",
    ".ogv",
    ".3gp",
)
_EXPERIMENTAL = {"vorbis"}
# FFmpeg's name of the encoder; MPEG-4 where nothing is said.
_VIDEO_CODECS = {".webm": "libvpx", ".ogv": "libvpx", ".mpg": "mpeg2video", ".flv": "flv", ".wmv": "wmv2"}


def write_with_sound(path: Path, tones: Sequence[Tone], frames: int = 25, rate: int = 25, size: Size = SMALL) -> Path:
    """Write grey frames with sound tracks.

    Raises:
        ValueError, av.FFmpegError: FFmpeg cannot write this codec into this container.
    """
    with av.open(str(path), "w") as container:
        pictures = cast(VideoStream, container.add_stream(_VIDEO_CODECS.get(path.suffix, "mpeg4"), rate=rate))
        pictures.width, pictures.height = size.width, size.height
        pictures.pix_fmt = "yuv420p"
        tracks = []
        for tone in tones:
            hertz = {"libopencore_amrnb": 8000, "libopus": 48000}.get(tone.codec, 44100)
            options = {"strict": "experimental"} if tone.codec in _EXPERIMENTAL else {}
            layout = "stereo" if tone.codec == "vorbis" else tone.layout
            track = cast(AudioStream, container.add_stream(tone.codec, rate=hertz, layout=layout, options=options))
            track.codec_context.bit_rate = {"libopencore_amrnb": 12200, "wmav2": 64000}.get(tone.codec, 0) or 96000
            track.disposition = Disposition.default if tone.is_default else Disposition(0)
            tracks.append((tone, track))
        for _ in range(frames):
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(plain((90, 90, 90), size), format="rgb24")))
        container.mux(pictures.encode(None))
        for tone, track in tracks:
            container.mux(_sound(tone, track, frames / rate if tone.seconds is None else tone.seconds))
    return path


def _sound(tone: Tone, track: AudioStream, seconds: float) -> "list[Packet[Any]]":
    rate, channels = track.codec_context.sample_rate, track.codec_context.layout.nb_channels
    wave = np.sin(2 * np.pi * tone.hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32) * 0.4
    packets: list[Packet[Any]] = []
    for start in range(0, wave.size, 1000):
        if tone.gap is not None and tone.gap <= start / rate < tone.gap + 0.5:
            continue
        part = np.repeat(wave[start : start + 1000], channels)[None]
        frame = av.AudioFrame.from_ndarray(part, format="flt", layout=track.codec_context.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        packets += track.encode(frame)
    return packets + track.encode(None)


def sound_of(path: Path, track: int = 0) -> tuple[str, float, float]:
    """Return the codec of a sound track, the time in seconds at which it ends, and the frequency of its tone in Hz."""
    with av.open(str(path)) as container:
        codec = container.streams.audio[track].codec_context.codec.canonical_name
        resampler = av.AudioResampler("flt", "mono", 16000)
        parts, end = [], 0.0
        start = (container.start_time or 0) / av.time_base
        for frame in container.decode(audio=track):
            # Some frames have no time stamp and follow the previous one.
            begin = end if frame.time is None else frame.time - start
            end = begin + frame.samples / frame.sample_rate
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    wave = np.concatenate(parts)
    spectrum = np.abs(np.fft.rfft(wave))
    return codec, end, float(spectrum.argmax() * 16000 / wave.size)
