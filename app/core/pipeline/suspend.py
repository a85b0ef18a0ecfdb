"""Noticing that the computer was asleep, by two clocks of which one stands still meanwhile."""

import time
from collections.abc import Callable

_LEAST_SECONDS = 1.0


def _asleep() -> float:
    """Return the seconds that this computer has slept since it was started; 0 where that cannot be told."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class SuspendWatch:
    """Tells once after each sleep that there was one.

    Args:
        asleep: seconds slept in all.
    """

    def __init__(self, asleep: Callable[[], float] = _asleep) -> None:
        self._asleep = asleep
        self._known = asleep()

    def slept(self) -> bool:
        """Say whether the computer has slept since this was asked last."""
        before, self._known = self._known, self._asleep()
        return self._known - before >= _LEAST_SECONDS
