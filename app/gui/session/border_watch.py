"""Watches whether a person ends at a border of the camera frame that lies inside the output, for a hint; no Qt."""

# Seconds for which it must be so before the hint appears, and must not be so before it goes.
_BEFORE, _AFTER = 1.0, 3.0


class BorderWatch:
    """Turns single observations into a state that does not flicker."""

    def __init__(self) -> None:
        self._ends = False
        # Since when the observations have differed from the state; None while they do not.
        self._differs_since: float | None = None

    def update(self, ends: bool, now: float) -> bool:
        """Add an observation and return the state: whether the person has been ending at a border for some time.

        Args:
            ends: whether the person ends there now.
            now: seconds of a clock.
        """
        if ends == self._ends:
            self._differs_since = None
            return self._ends
        if self._differs_since is None:
            self._differs_since = now
        if now - self._differs_since >= (_BEFORE if ends else _AFTER):
            self._ends, self._differs_since = ends, None
        return self._ends
