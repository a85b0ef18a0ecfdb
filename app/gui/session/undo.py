"""What was before, so that it can come back; plain data, no Qt."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 200
_PATIENCE = 1.0


class UndoHistory(Generic[T]):
    """States to go back to and forth again.

    Args:
        clock: seconds that pass.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._past: list[T] = []
        self._future: list[T] = []
        self._step = ""
        self._recorded_at = 0.0
        self._held = False

    @property
    def can_undo(self) -> bool:
        """Whether there is something to go back to."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to go forth to."""
        return bool(self._future)

    def hold(self, held: bool) -> None:
        """Say whether something is held, as a slider by the mouse; changes of one name are one as long as it is."""
        now = self._clock()
        if held and now - self._recorded_at >= _PATIENCE:
            # Another drag of the same slider, later, is a step of its own.
            self._step = ""
        self._held, self._recorded_at = held, now

    def record(self, before: T, step: str = "") -> None:
        """Note the state before a change.

        Args:
            before: the state.
            step: changes of one name within a second of each other, or while something is held, are one.
        """
        now = self._clock()
        joins = bool(step) and step == self._step and (self._held or now - self._recorded_at < _PATIENCE)
        self._step, self._recorded_at = step, now
        self._future.clear()
        if not joins:
            self._past.append(before)
            del self._past[:-_MOST]

    def amend(self, change: Callable[[T], T]) -> None:
        """Change all states that may come back."""
        self._past[:] = map(change, self._past)
        self._future[:] = map(change, self._future)

    def undo(self) -> T | None:
        """Take out the state to go back to, None where there is none; `undone` says that one is there."""
        return self._taken(self._past)

    def undone(self, before: T) -> None:
        """Note the state that was gone back from, to be redone."""
        self._future.append(before)

    def redo(self) -> T | None:
        """Take out the state to go forth to, None where there is none; `redone` says that one is there."""
        return self._taken(self._future)

    def redone(self, before: T) -> None:
        """Note the state that was gone forth from, to be undone."""
        self._past.append(before)

    def _taken(self, states: list[T]) -> T | None:
        self._step = ""
        return states.pop() if states else None
