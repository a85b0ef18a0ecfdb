"""Cyclic garbage, collected in the GUI thread alone."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000
# A full collection looks at every object there is, the others only at young ones.
_FULL_EVERY = 60


@contextmanager
def collecting_here(parent: QObject) -> Iterator[None]:
    """Let Python collect in this thread only, by a timer of its event loop.

    By itself Python collects in whichever thread happens to allocate. A Qt object in a cycle is then destroyed there,
    beside the thread that owns it, and that can end in a deadlock: Qt's lock is held by the one, Python's by the other.
    What exists at the beginning is taken as there to stay, so enter when the large imports are done.

    Args:
        parent: of the timer; lives in this thread, and longer than the context.
    """
    timer = QTimer(parent, interval=_INTERVAL_MS)
    ticks = 0

    def collect() -> None:
        nonlocal ticks
        ticks += 1
        gc.collect(2 if ticks % _FULL_EVERY == 0 else 1)

    timer.timeout.connect(collect)
    gc.disable()
    gc.freeze()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        timer.deleteLater()
        gc.enable()
