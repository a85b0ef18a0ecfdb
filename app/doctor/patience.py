"""Asking what may never answer."""

import threading
from collections.abc import Callable
from queue import Empty, Queue
from typing import TypeVar

_T = TypeVar("_T")


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """Return what `work` returns, or raise what it raises; it runs in a thread of its own.

    A thread that never ends is left behind and does not keep the process alive.

    Raises:
        TimeoutError: it took longer than `seconds`.
    """
    outcome: Queue[tuple[_T, None] | tuple[None, BaseException]] = Queue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as error:
            outcome.put((None, error))

    thread = threading.Thread(target=run, name="doctor", daemon=True)
    thread.start()
    try:
        result, error = outcome.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    thread.join()
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
