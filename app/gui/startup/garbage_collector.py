"""Cyclic garbage, collected in the GUI thread alone."""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000
# A full collection looks at every object that is not frozen, the others only at young ones.
_FULL_EVERY = 60
# Fewer modules are no library, and their objects cost nothing.
_LIBRARY = 100


class GarbageCollector(QObject):
    """Collects by a timer, in place of Python, from when it is made until the process ends.

    By itself Python collects in whichever thread happens to allocate. A Qt object in a cycle is then destroyed there,
    beside the thread that owns it, and that can end in a deadlock: Qt's lock is held by the one, Python's by the other.
    Make it in the GUI thread, before any other thread runs.

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
        """Take what exists as there to stay once a large library was imported: to look at it takes long."""
        if len(sys.modules) >= self._modules + _LIBRARY:
            self._modules = len(sys.modules)
            gc.freeze()
