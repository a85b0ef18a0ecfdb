"""What the window's benchmark takes for a block; by a clock of the test's own."""

import time
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from benchmarks.window.watchdog import Block, Watchdog


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = 0.0
    used: float = 0.0

    def perf_counter(self) -> float:
        """Return the moment."""
        return self.now

    def thread_time(self) -> float:
        """Return the thread's CPU time."""
        return self.used


def test_the_worst_block_is_kept_until_it_is_taken(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("benchmarks.window.watchdog.time", clock)
    watchdog = Watchdog()
    watchdog.start()
    for late, busy in ((0.004, 0.0), (0.104, 0.02), (0.054, 0.03)):
        clock.now, clock.used = clock.now + late, clock.used + busy
        time.sleep(0.01)
        QCoreApplication.processEvents()
    worst = watchdog.take()
    assert worst.late == pytest.approx(0.1)
    assert worst.busy == pytest.approx(0.03)
    assert watchdog.take() == Block(0.0, 0.0)
    watchdog.stop()
