"""The time within a video file."""

from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream


class Clock:
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
