"""Signals that ask a process to end, on all systems."""

import signal
from collections.abc import Callable

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


def on_end(handle: Callable[[int], None], but: str = "") -> None:
    """Call `handle` with the number of any signal that asks to end.

    A signal that is ignored, as with `nohup`, stays ignored.

    Args:
        handle: runs in the main thread, between two bytecodes.
        but: name of a signal that keeps its handler.
    """
    for name in _NAMES:
        number = getattr(signal, name, None)
        if name != but and number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _: handle(number))
