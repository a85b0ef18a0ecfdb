"""Slow things, one after another, away from the GUI thread; their results come back into it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.errors import BisenetBgError, StageError

T = TypeVar("T")
_JOIN_SECONDS = 2.0


@dataclass(frozen=True)
class _Task:
    job: Callable[[], object]
    done: Callable[[Any], None]
    failed: Callable[[BisenetBgError], None]


class TaskThread(QObject):
    """A thread with a queue. What is asked for first is done first, so the last click wins."""

    # Number of the task, what its job returned, and the complaint in place of that.
    _returned = Signal(int, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count()
        # Kept here, since the thread must not be the last to hold what belongs to the GUI thread.
        self._tasks: dict[int, _Task] = {}
        self._queue: SimpleQueue[int | None] = SimpleQueue()
        self._stopped = threading.Event()
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[BisenetBgError], None]) -> None:
        """Do `job` in the thread, then call `done` or `failed` in the GUI thread; after `stop` do nothing.

        Args:
            job: may be slow; touches no widget.
            done: takes what `job` returned.
            failed: takes what it raised; an error of another family comes wrapped.
        """
        if self._stopped.is_set():
            return
        number = next(self._numbers)
        self._tasks[number] = _Task(job, done, failed)
        self._queue.put(number)

    def stop(self) -> list[str]:
        """Drop what waits, let the thread end, and return its name if it did not within its time."""
        self._stopped.set()
        self._queue.put(None)
        self._thread.join(_JOIN_SECONDS)
        if self._thread.is_alive():
            return [self._thread.name]
        self._tasks.clear()
        return []

    def _serve(self) -> None:
        while (number := self._queue.get()) is not None and not self._stopped.is_set():
            result, complaint = _outcome(self._tasks[number].job)
            if not self._stopped.is_set():
                self._returned.emit(number, result, complaint)
            # While the thread waits it keeps nothing alive: a result may be a whole network.
            del result, complaint

    @Slot(int, object, object)
    def _deliver(self, number: int, result: Any, complaint: BisenetBgError | None) -> None:
        if self._stopped.is_set():
            return
        task = self._tasks.pop(number)
        if complaint is None:
            task.done(result)
        else:
            task.failed(complaint)


def _outcome(job: Callable[[], object]) -> tuple[object, BisenetBgError | None]:
    try:
        return job(), None
    except BisenetBgError as error:
        return None, error
    except Exception as error:
        return None, StageError(f"That did not work ({type(error).__name__}: {error}).", "Try again.")
