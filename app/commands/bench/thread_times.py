"""Processor time of this process, by thread."""

import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.threads import system_name

_TASKS = Path("/proc/self/task")
# The number of a thread's clock on Linux: the complement of the thread's number, shifted, and the kind of clock.
_CLOCK_SHIFT, _THREAD_CLOCK = 3, 6
REST = "rest"


@dataclass(frozen=True)
class ThreadTime:
    """A thread's name, and the seconds of processor time that it has used."""

    name: str
    seconds: float


@dataclass(frozen=True)
class ProcessTimes:
    """Processor time since the start of this process.

    Attributes:
        seconds: of all threads together, including those that have ended.
        threads: by the system's number of the thread; empty on systems other than Linux.
    """

    seconds: float
    threads: Mapping[int, ThreadTime]


def process_times() -> ProcessTimes:
    """Return the processor time of this process and of each of its threads."""
    python_names = {thread.native_id: thread.name for thread in threading.enumerate()}
    threads = {}
    for task in _TASKS.iterdir() if _TASKS.is_dir() else ():
        number = int(task.name)
        # A thread may end at any time.
        with suppress(OSError):
            shown = (task / "comm").read_bytes().rstrip(b"\n")
            name = python_names.get(number) or native_name(shown, python_names.values())
            threads[number] = ThreadTime(name, time.clock_gettime((~number << _CLOCK_SHIFT) | _THREAD_CLOCK))
    return ProcessTimes(time.process_time(), threads)


def native_name(shown: bytes, python_names: Iterable[str]) -> str:
    """Return a name for a thread that a library has started.

    Args:
        shown: its name in the system, which it inherits from the thread that started it unless the library names it.
        python_names: of Python's threads.
    """
    starter = next((name for name in python_names if system_name(name) == shown), None)
    return shown.decode(errors="replace") if starter is None else f"{starter}: pool"


def spent_by_name(before: ProcessTimes, after: ProcessTimes) -> dict[str, float]:
    """Return the seconds that threads used between two readings, by name, the largest first.

    `REST` is what no thread accounts for: those that have ended, and everything where threads are not reported.
    """
    spent: dict[str, float] = {}
    for number, thread in after.threads.items():
        start = before.threads.get(number)
        spent[thread.name] = spent.get(thread.name, 0.0) + thread.seconds - (start.seconds if start else 0.0)
    ordered = dict(sorted(spent.items(), key=lambda item: -item[1]))
    return {**ordered, REST: max(0.0, after.seconds - before.seconds - sum(spent.values()))}
