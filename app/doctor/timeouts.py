"""Asking what may never answer."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """Return what `work` returns, or raise what it raises; it runs in a thread of its own.

    A thread that never ends is left behind and does not keep the process alive, as an executor's would.

    Raises:
        TimeoutError: it took longer than `seconds`.
    """
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, name="doctor", daemon=True).start()
    return outcome.result(seconds)
