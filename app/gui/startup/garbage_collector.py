"""Collects cyclic garbage in the GUI thread only."""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000
# A full collection visits every object that is not frozen, the others only young ones.
_FULL_EVERY = 60
# New modules that suggest a large library was imported.
_LIBRARY_MODULES = 100


class GarbageCollector(QObject):
    """Collects on a timer, in place of Python, until the process ends.

    Python collects in whichever thread allocates. It would destroy a Qt object in a cycle there, which can deadlock
    with the GUI thread: one holds Qt's lock, the other Python's. Create it in the GUI thread, before other threads run.

    Args:
        parent: lives as long as the process.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._modules = 0
        gc.disable()
        self._leave_out_libraries()
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def _collect(self) -> None:
        self._leave_out_libraries()
        self._ticks += 1
        gc.collect(2 if self._ticks % _FULL_EVERY == 0 else 1)

    def _leave_out_libraries(self) -> None:
        """Freeze all objects once a large library was imported: visiting them takes long, and they stay anyway."""
        if len(sys.modules) >= self._modules + _LIBRARY_MODULES:
            self._modules = len(sys.modules)
            gc.freeze()
