"""Keeping a steady beat."""


class Pacer:
    """Tells how long to wait for the next beat.

    Args:
        fps: beats per second.
        now: seconds, when the first beat is.
    """

    def __init__(self, fps: float, now: float) -> None:
        self._period = 1.0 / fps
        self._due = now

    def delay(self, now: float) -> float:
        """Return the seconds from `now` to the next beat, 0 where it is late.

        After a stall of more than a beat the count starts anew: a burst of late frames would help nobody.
        """
        self._due = max(self._due + self._period, now - self._period)
        return max(0.0, self._due - now)
