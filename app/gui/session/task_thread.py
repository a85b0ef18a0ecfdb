"""Runs slow tasks one after another in a thread; their results arrive in the GUI thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.errors import BisenetBgError, unexpected
from app.core.threads import NamedThread
from app.language import _

T = TypeVar("T")
_JOIN_SECONDS = 2.0


@dataclass(frozen=True)
class _Task:
    job: Callable[[], object]
    done: Callable[[Any], None]
    failed: Callable[[BisenetBgError], None]


class TaskThread(QObject):
    """A thread with a first-in-first-out queue, so that the last click wins."""

    # Number of the task, the result of its job, and the error in place of a result.
    _returned = Signal(int, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count()
        # Kept here, since the thread must not hold the last reference to an object of the GUI thread.
        self._tasks: dict[int, _Task] = {}
        self._queue: SimpleQueue[int | None] = SimpleQueue()
        self._stopped = threading.Event()
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = NamedThread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[BisenetBgError], None]) -> None:
        """Run `job` in the thread, then `done` or `failed` in the GUI thread; does nothing after `stop`.

        Args:
            job: may be slow; touches no widget.
            done: takes the result of `job`.
            failed: takes its error; any other exception is wrapped in a `BisenetBgError`.
        """
        if self._stopped.is_set():
            return
        number = next(self._numbers)
        self._tasks[number] = _Task(job, done, failed)
        self._queue.put(number)

    def stop(self) -> list[str]:
        """Drop all waiting tasks, end the thread, and return its name if it did not end in time."""
        self._stopped.set()
        self._queue.put(None)
        self._thread.join(_JOIN_SECONDS)
        if self._thread.is_alive():
            return [self._thread.name]
        self._tasks.clear()
        return []

    def _serve(self) -> None:
        while (number := self._queue.get()) is not None and not self._stopped.is_set():
            result, error = _outcome(self._tasks[number].job)
            if not self._stopped.is_set():
                self._returned.emit(number, result, error)
            # Keep nothing alive while the thread waits: a result may be a whole network.
            del result, error

    @Slot(int, object, object)
    def _deliver(self, number: int, result: Any, error: BisenetBgError | None) -> None:
        if self._stopped.is_set():
            return
        task = self._tasks.pop(number)
        if error is None:
            task.done(result)
        else:
            task.failed(error)


def _outcome(job: Callable[[], object]) -> tuple[object, BisenetBgError | None]:
    try:
        return job(), None
    except BisenetBgError as error:
        return None, error
    except Exception as error:
        return None, unexpected(error, _("Try again."))
