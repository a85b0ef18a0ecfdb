"""The screen: the one place that decides between a composite and a slate."""

import threading

from app.core.compositing.compositor import make_slate
from app.core.types import Composite, Size
from app.language import N_, _

STALE_AFTER = 1.5
_LAST = N_("Camera is off")


class Screen:
    """Holds the newest composite; output and preview both show it, so that they never differ.

    It fails closed and shows a slate: without a composite, with one older than `STALE_AFTER` seconds, while paused, and
    for ever after a failure or the end.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self._lock = threading.Condition()
        self._composite: Composite | None = None
        self._number = 0
        self._paused = False
        self._failed = False
        self._ended = False
        self._reason = N_("Starting")
        self._cleared_at = float("-inf")
        self._slates: dict[str, Composite] = {}

    def show(self, composite: Composite) -> None:
        """Show a new composite, unless its frame is older than the last `clear` or `pause`."""
        with self._lock:
            if composite.matte is not None and composite.matte.frame.captured_at > self._cleared_at:
                self._composite = composite
                self._number += 1
                self._lock.notify_all()

    def clear(self, reason: str, now: float) -> None:
        """Drop the composite; a slate shows `reason` until there is one of a frame captured after `now`.

        Args:
            reason: in English, marked for translation.
            now: perf_counter seconds.
        """
        with self._lock:
            self._composite = None
            self._reason = reason
            self._cleared_at = max(self._cleared_at, now)
            self._lock.notify_all()

    def pause(self, paused: bool, now: float) -> None:
        """Show a slate while paused, and afterwards until there is a frame captured after `now`."""
        with self._lock:
            self._paused = paused
            self._composite = None
            self._cleared_at = max(self._cleared_at, now)
            self._lock.notify_all()

    @property
    def paused(self) -> bool:
        """Whether the output is paused."""
        with self._lock:
            return self._paused

    def end(self) -> None:
        """Show the last slate for ever."""
        with self._lock:
            self._ended = True
            self._lock.notify_all()

    def fail(self) -> None:
        """Show a slate for ever."""
        with self._lock:
            self._failed = True
            self._lock.notify_all()

    def current(self, now: float) -> Composite:
        """Return what to show at `now` (perf_counter seconds)."""
        with self._lock:
            composite = self._composite
            if self._ended:
                return self._slate(_LAST)
            if self._failed:
                return self._slate(N_("Stopped after an error"))
            if self._paused:
                return self._slate(N_("Hidden"))
            if composite is None or composite.matte is None:
                return self._slate(self._reason)
            if now - composite.matte.frame.captured_at > STALE_AFTER:
                return self._slate(N_("Waiting for a picture"))
            return composite

    @property
    def number(self) -> int:
        """How many composites there have been."""
        with self._lock:
            return self._number

    def wait_for_another(self, number: int, seconds: float) -> bool:
        """Wait, for `seconds` at most, while composite `number` is the newest and shown.

        Returns:
            Whether another composite is shown; False at once where a slate is.
        """
        with self._lock:
            self._lock.wait_for(lambda: self._shows_none() or self._number != number, seconds)
            return not self._shows_none() and self._number != number

    def _shows_none(self) -> bool:
        return self._composite is None or self._ended or self._failed

    def slate(self) -> Composite:
        """Return the slate with which an output ends."""
        with self._lock:
            return self._slate(_LAST)

    def _slate(self, reason: str) -> Composite:
        """Return the slate for a reason in English; it is translated when it is drawn, once."""
        if reason not in self._slates:
            self._slates[reason] = make_slate(self.size, _(reason))
        return self._slates[reason]
