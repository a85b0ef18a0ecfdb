"""A steady beat for the output."""

# Shares of a period.
_PATIENCE, _AHEAD = 0.5, 0.125


class Pacer:
    """Computes the delay until the next beat.

    Args:
        fps: beats per second.
        now: time of the first beat, in seconds.
    """

    def __init__(self, fps: float, now: float) -> None:
        self._period = 1.0 / fps
        self._due = now

    def delay(self, now: float) -> float:
        """Return the seconds from `now` to the next beat, 0 if it is late.

        After a stall of more than one beat the schedule restarts instead of catching up with a burst of frames.
        """
        self._due = max(self._due + self._period, now - self._period)
        return max(0.0, self._due - now)

    @property
    def patience(self) -> float:
        """The seconds for which a beat may wait for what it is to send."""
        return _PATIENCE * self._period

    def follow(self, now: float) -> None:
        """Move the schedule, so that beats come a little before what arrives as often and arrived at `now`."""
        self._due = now - _AHEAD * self._period
