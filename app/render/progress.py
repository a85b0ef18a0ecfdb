"""The progress protocol of `render`, on the side of the process that renders for another program.

Each line of stdout is one JSON object: {"done": 3, "total": 150} or {"warning": "..."}. The rendering ends when
stdin is closed, which also happens when the other program dies.
"""

import _thread
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.render.render_file import Step

_POLITENESS = 10
_BELOW_NORMAL = 0x4000


class ProgressWriter:
    """Prints progress and warnings."""

    def report(self, step: Step) -> None:
        """Print the progress of the rendering."""
        _say(done=step.done, total=step.total)

    def warn(self, sentence: str) -> None:
        """Print a warning about the result."""
        _say(warning=sentence)


@contextmanager
def progress_writer() -> Iterator[ProgressWriter]:
    """Lower the priority of this process, and end it when stdin is closed."""
    _step_back()
    # The parent may have ignored the signal, but the thread below uses it to end the rendering.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    threading.Thread(target=_wait_for_the_end, name="stdin", daemon=True).start()
    yield ProgressWriter()


def _wait_for_the_end() -> None:
    # By file descriptor: at exit Python would wait for a file object that a thread is reading.
    while os.read(0, 1024):
        pass
    _thread.interrupt_main(signal.SIGTERM)


def _step_back() -> None:
    """Give video calls and everything else on this computer precedence."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_POLITENESS)


def _say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)
