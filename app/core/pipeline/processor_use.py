"""Readings of the processor: time that this process and all programs use, and how long our threads wait for a core."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_NANOSECONDS = 1e-9
# Seconds of a unit of the entries of a control group's cpu.stat, in its versions 2 and 1.
_THROTTLED = {"throttled_usec": 1e-6, "throttled_time": _NANOSECONDS}
# Fields of a line of /proc/stat, after its name: user, nice, system, idle, iowait, irq, softirq.
_USER, _NICE, _SYSTEM, _IRQ, _SOFTIRQ = 0, 1, 2, 5, 6
# Fields of /proc/PID/stat after the program's name in parentheses: utime and stime.
_UTIME, _STIME = 11, 12


@dataclass(frozen=True)
class ThreadUse:
    """Readings of one thread since it started, in seconds.

    Attributes:
        ran: time on a core.
        waited: time that it was ready to run while its core ran something else.
    """

    ran: float
    waited: float


@dataclass(frozen=True)
class ProcessorUse:
    """Readings that only grow, in seconds.

    Attributes:
        own: CPU time of this process and its child processes.
        all_programs: CPU time of all programs on the cores that this process may use; None if the system does not say.
        threads: of this process, by their native ids; empty if the system does not say.
        throttled: time for which a quota, such as that of a container, kept this process from its cores.
    """

    own: float
    all_programs: float | None = None
    threads: Mapping[int, ThreadUse] = field(default_factory=dict)
    throttled: float = 0.0


def read_processor_use() -> ProcessorUse:
    """Return the readings of now."""
    return linux_processor_use() if sys.platform.startswith("linux") else ProcessorUse(time.process_time())


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count() or 1


def linux_processor_use(
    proc: Path = Path("/proc"), own: Callable[[], float] | None = None, groups: Path = Path("/sys/fs/cgroup")
) -> ProcessorUse:
    """Return the readings that Linux gives in /proc and of its control groups; what cannot be read is left out.

    Args:
        proc: the folder.
        own: CPU seconds of this process and of its children that have ended; None for those of the running process.
        groups: the folder of the control groups.
    """
    tasks = _numbered(proc / "self" / "task")
    threads: dict[int, ThreadUse] = {}
    # Those of children that have ended are part of `own`.
    children = 0.0
    for task in tasks:
        try:
            ran, waited, _slices = (proc / "self" / "task" / str(task) / "schedstat").read_text().split()
            threads[task] = ThreadUse(int(ran) * _NANOSECONDS, int(waited) * _NANOSECONDS)
            listed = (proc / "self" / "task" / str(task) / "children").read_text().split()
        except (OSError, ValueError):
            # It has ended, or this kernel does not say.
            continue
        children += sum(_process_time(proc / child / "stat") for child in listed)
    if not any(thread.ran for thread in threads.values()):
        # A kernel without these statistics shows zeros.
        threads = {}
    return ProcessorUse((own or _own_time)() + children, _busy(proc / "stat"), threads, _throttled(proc, groups))


def _own_time() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _numbered(folder: Path) -> list[int]:
    try:
        return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
    except OSError:
        return []


def _process_time(stat: Path) -> float:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[_UTIME]) + int(fields[_STIME])) / _ticks()
    except (OSError, ValueError, IndexError):
        return 0.0


def _throttled(proc: Path, groups: Path) -> float:
    """Return the seconds that the quotas of this process's control group and of those around it have taken."""
    seconds = 0.0
    for line in _lines(proc / "self" / "cgroup"):
        _number, controllers, path = line.split(":", 2)
        # Version 2 of control groups has one tree, without names of controllers.
        if controllers and "cpu" not in controllers.split(","):
            continue
        tree = groups / controllers
        group = tree / path.lstrip("/")
        for folder in (group, *group.parents):
            if folder.is_relative_to(tree):
                words = [entry.split() for entry in _lines(folder / "cpu.stat")]
                seconds += sum(int(number) * _THROTTLED[name] for name, number in words if name in _THROTTLED)
    return seconds


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _busy(stat: Path) -> float | None:
    try:
        lines = [line.split() for line in stat.read_text().splitlines()]
        usable = {f"cpu{core}" for core in os.sched_getaffinity(0)}
        used = [list(map(int, fields)) for name, *fields in lines if name in usable]
        ticks = sum(sum(core[place] for place in (_USER, _NICE, _SYSTEM, _IRQ, _SOFTIRQ)) for core in used)
    except (OSError, ValueError, IndexError):
        return None
    return ticks / _ticks() if used else None


def _ticks() -> int:
    """Return the clock ticks of a second in which /proc counts."""
    return os.sysconf("SC_CLK_TCK")
