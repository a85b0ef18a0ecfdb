"""Timeouts for calls that may never return."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """Run `work` in a thread; return what it returns, or raise what it raises.

    A thread that never ends is abandoned and, unlike an executor's, does not keep the process alive.

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
