"""Measures what it costs to start: short commands, a second start that hands over to the first, the first composite.

    python -m benchmarks.start [--runs N]

Each command runs N times in a process of its own, in this very Python, after one run that does not count. The figures
are medians: processor time in user and system mode, and elapsed time. The first composite is that of the demo clip,
without a window. On Linux and macOS only.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median

from app.child_python import module_command
from app.commands.bench.config import BenchConfig
from app.commands.bench.startup import start_up_seconds

_RUNS = 10
_COMMANDS = (("--version",), ("devices",), ("render", "--help"), ("control", "status"))
# The first program, as the second start sees it: it holds the lock and answers, but has no window to raise.
_FIRST = """
import sys
from app.control.single_instance import only_instance
from app.control.status_report import StatusReport
from app.core.pipeline.status import Status


class Program:
    def raise_window(self, token):
        return True

    def report(self):
        return StatusReport(Status(), True, "beach.jpg", None)


with only_instance() as instance, instance.serving(Program()):
    print("ready", flush=True)
    sys.stdin.read()
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--runs", type=int, default=_RUNS, help="processes of each command (default %(default)s)")
    runs = parser.parse_args(arguments).runs
    print("| start | processor time, ms | elapsed, ms |")
    print("|---|---|---|")
    with _first_program() as environment:
        for words in (*_COMMANDS, ()):
            used, elapsed = _cost(words, runs, environment)
            name = f"bisenet-bg {' '.join(words)}" if words else "a second start"
            print(f"| {name} | {1000 * used:.0f} | {1000 * elapsed:.0f} |", flush=True)
    start_up_seconds(BenchConfig())
    composite = median(start_up_seconds(BenchConfig()) for _run in range(runs))
    print(f"| first composite | | {1000 * composite:.0f} |")


@contextmanager
def _first_program() -> Iterator[dict[str, str]]:
    """Run the first program in a runtime folder of its own, and yield the environment that leads to it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"XDG_RUNTIME_DIR": folder, "TMPDIR": folder}
        command = (sys.executable, "-c", _FIRST)
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as first:
            assert first.stdin is not None
            assert first.stdout is not None
            first.stdout.readline()
            yield environment
            first.stdin.close()


def _cost(words: Sequence[str], runs: int, environment: dict[str, str]) -> tuple[float, float]:
    """Return the medians of processor time and elapsed time of a command, in seconds."""
    found = [_run(words, environment) for _run_number in range(runs + 1)][1:]
    return median(used for used, _elapsed in found), median(elapsed for _used, elapsed in found)


def _run(words: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    before, start = _used(), time.perf_counter()
    subprocess.run(module_command("app", *words), check=True, stdout=subprocess.DEVNULL, env=environment)
    return _used() - before, time.perf_counter() - start


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
