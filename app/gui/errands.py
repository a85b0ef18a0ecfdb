"""Slow things, one after another, away from the GUI thread; their results come back into it."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.errors import BisenetBgError, StageError

T = TypeVar("T")
_Callback = Callable[[], None]
_JOIN_SECONDS = 2.0


class Errands(QObject):
    """A thread with a queue. What is asked for first is done first, so the last click wins."""

    _returned = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Callable[[], _Callback] | None] = SimpleQueue()
        self._stopped = threading.Event()
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[BisenetBgError], None]) -> None:
        """Do `job` in the thread, then call `done` or `failed` in the GUI thread.

        Args:
            job: may be slow; touches no widget.
            done: takes what `job` returned.
            failed: takes what it raised; an error of another family comes wrapped.
        """

        def errand() -> _Callback:
            try:
                result = job()
            except BisenetBgError as error:
                complaint = error
            except Exception as error:
                complaint = StageError(f"That did not work ({type(error).__name__}: {error}).", "Try again.")
            else:
                return lambda: done(result)
            return lambda: failed(complaint)

        self._queue.put(errand)

    def stop(self) -> list[str]:
        """Drop what waits, let the thread end, and return its name if it did not within its time."""
        self._stopped.set()
        self._queue.put(None)
        self._thread.join(_JOIN_SECONDS)
        return [self._thread.name] if self._thread.is_alive() else []

    def _serve(self) -> None:
        while (errand := self._queue.get()) is not None and not self._stopped.is_set():
            callback = errand()
            if not self._stopped.is_set():
                self._returned.emit(callback)

    @Slot(object)
    def _deliver(self, callback: _Callback) -> None:
        if not self._stopped.is_set():
            callback()
