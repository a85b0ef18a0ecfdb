"""Slow work on many files in a thread, for those that are visible now before all others."""

import threading
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from app.core.threads import NamedThread

K = TypeVar("K")
T = TypeVar("T")


class FileWorker(Generic[K, T]):
    """Calls a function for files in a thread; the results are fetched from the GUI thread.

    It holds no object of Qt's, so that closing a dialog need not wait for the thread: the thread ends with the file
    at hand.

    Args:
        name: of the thread, which starts with the first file.
        work: called with each key, the path of a file alone or with the time of its last change.
        failed: the result where `work` raises.
    """

    def __init__(self, name: str, work: Callable[[K], T], failed: T) -> None:
        self._name = name
        self._work = work
        self._failed = failed
        # Keys in order; the values are not used.
        self._waiting: dict[K, None] = {}
        self._changed = threading.Condition()
        self._results: SimpleQueue[tuple[K, T]] = SimpleQueue()
        self._pending = 0
        self._started = False
        self._stopped = False

    @property
    def is_idle(self) -> bool:
        """Whether the results of all files have been fetched."""
        return self._pending == 0

    def ask(self, keys: Iterable[K]) -> None:
        """Work on these files, in this order, before those that were asked for earlier; call it in the GUI thread."""
        with self._changed:
            before = self._waiting
            self._waiting = dict.fromkeys(keys)
            self._waiting |= before
            self._pending += len(self._waiting) - len(before)
            self._changed.notify()
        if self._waiting and not self._started:
            self._started = True
            NamedThread(target=self._serve, name=self._name, daemon=True).start()

    def results(self) -> list[tuple[K, T]]:
        """Return the results that have arrived since the last call; call it in the GUI thread."""
        found = []
        while True:
            try:
                found.append(self._results.get_nowait())
            except Empty:
                break
        self._pending -= len(found)
        return found

    def stop(self) -> None:
        """Work on no further file; returns at once."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _serve(self) -> None:
        while (key := self._next()) is not None:
            try:
                result = self._work(key)
            except Exception:
                # Decoders of damaged files raise all kinds of errors.
                result = self._failed
            self._results.put((key, result))

    def _next(self) -> K | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._waiting)
            if self._stopped:
                return None
            key = next(iter(self._waiting))
            del self._waiting[key]
            return key
