"""Measures how long a thread with an event loop is blocked: the largest gap between ticks of a timer."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_INTERVAL_MS = 4


@dataclass(frozen=True)
class Block:
    """The worst between two ticks, seconds.

    Attributes:
        late: by how much a tick came late, whoever kept the thread: its own work, a lock, or another process.
        busy: CPU time that the thread itself took.
    """

    late: float
    busy: float


class Watchdog(QObject):
    """Ticks every few milliseconds in the thread that makes it.

    It is late where a handler runs long, and where another thread holds Python's lock; a machine with too much else to
    do looks the same, but for the time that the thread itself was busy.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._worst = Block(0.0, 0.0)
        self._timer = QTimer(self, interval=_INTERVAL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to watch."""
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def take(self) -> Block:
        """Return the worst since the last call, with what lasts still."""
        self._tick()
        worst, self._worst = self._worst, Block(0.0, 0.0)
        return worst

    @Slot()
    def _tick(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        late = now - self._last - _INTERVAL_MS / 1000
        self._worst = Block(max(self._worst.late, late), max(self._worst.busy, used - self._used))
        self._last, self._used = now, used
