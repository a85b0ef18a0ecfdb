"""The track of a video file that players show: choosing it, its end, and decoding it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, cast

import av
from av.codec import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from bisenet.errors import DataError
from bisenet.language import _
from bisenet.media.deinterlace import Deinterlacer

# FFmpeg's own decoders of these codecs drop the alpha that a webm file has beside each picture.
_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
# Tracks of at least this part of the longest one's duration count as long as it.
_ABOUT_AS_LONG = 0.9
# Formats in which a track's duration is that of the whole file, or wrong.
_ONE_DURATION = {"asf", "mpeg"}


def film_track(streams: Sequence[VideoStream]) -> VideoStream:
    """Return the longest track; of several, the one that the file says is the default, or else the first.

    Raises:
        DataError: FFmpeg knows the format of none of them.
    """
    known = [stream for stream in streams if stream.codec_context is not None]
    if not known:
        raise DataError(_("Its video is in a format that is not known here; convert it to mp4 first."))
    films = [stream for stream in known if not stream.disposition & Disposition.attached_pic] or known
    ends = [track_end(stream) or 0.0 for stream in films]
    long = [stream for stream, end in zip(films, ends, strict=True) if end >= _ABOUT_AS_LONG * max(ends)]
    return next((stream for stream in long if stream.disposition & Disposition.default), long[0])


def track_end(stream: VideoStream) -> float | None:
    """Return the file's time in seconds at which the last frame of a track ends; None if the file does not say."""
    # Matroska's tag, such as 00:00:05.040000000; there, FFmpeg may give a track the duration of the file.
    with suppress(ValueError):
        hours, minutes, seconds = stream.metadata.get("DURATION", "").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if not stream.duration or not stream.time_base or stream.container.format.name in _ONE_DURATION:
        return None
    return float((stream.duration + (stream.start_time or 0)) * stream.time_base)


def packets_of(container: InputContainer) -> "Iterator[Packet[Any]]":
    """Yield the packets of a file, except those of tracks that begin in the middle of it."""
    is_at_end = False
    while not is_at_end:
        try:
            for packet in container.demux():
                # After the last packet, an empty one of each track follows.
                is_at_end = packet.size == 0 and packet.dts is None
                yield packet
            is_at_end = True
        except IndexError:
            # PyAV lists the tracks when it opens a file, and fails at the first packet of a later one.
            continue


class TrackDecoder:
    """Decodes a track to progressive frames with their alpha.

    Args:
        track: whose packets follow.
        threads: for decoding, each with a frame in memory; 0 for one per core.
    """

    def __init__(self, track: VideoStream, threads: int = 0) -> None:
        self._track = track
        self._threads = threads
        self._decoder: VideoCodecContext | None = None
        self._deinterlacer = Deinterlacer()

    def frames(self, packet: "Packet[Any]") -> Iterator[av.VideoFrame]:
        """Yield the frames that are ready after a packet; a damaged one is skipped, as in players."""
        self._decoder = self._decoder or self._decoder_of(packet)
        with suppress(av.error.InvalidDataError):
            for frame in self._decoder.decode(packet):
                yield from self._deinterlacer.add(frame)

    def flush(self) -> Iterator[av.VideoFrame]:
        """Yield the frames that are left after the last packet."""
        yield from self._deinterlacer.flush()

    def _decoder_of(self, packet: "Packet[Any]") -> VideoCodecContext:
        """Return the decoder for the pictures, whose first packet says whether they have alpha beside them."""
        own = self._track.codec_context
        name = _ALPHA_DECODERS.get(own.name)
        if name is None or not packet.has_sidedata("matroska_block_additional") or name not in av.codecs_available:
            return own
        decoder = cast(VideoCodecContext, CodecContext.create(name, "r"))
        decoder.extradata, decoder.options = own.extradata, own.options
        decoder.thread_count = self._threads
        return decoder
