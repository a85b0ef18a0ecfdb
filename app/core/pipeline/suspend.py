"""Detecting that the computer was suspended, by two clocks of which one stops during a suspend."""

import time
from collections.abc import Callable

_LEAST_SECONDS = 1.0


def _asleep() -> float:
    """Return the seconds that this computer has been suspended since it was booted; 0 if unknown."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class SuspendWatch:
    """Reports each suspend once.

    Args:
        asleep: total seconds of suspend.
    """

    def __init__(self, asleep: Callable[[], float] = _asleep) -> None:
        self._asleep = asleep
        self._known = asleep()

    def slept(self) -> bool:
        """Say whether the computer was suspended since the last call."""
        before, self._known = self._known, self._asleep()
        return self._known - before >= _LEAST_SECONDS
