"""Telling another program how far a rendering is, and ending when that says so or has died itself.

On stdout stands one JSON object a line: {"done": 3, "total": 150} or {"warning": "..."}. The end of stdin ends the run.
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
    """Prints what happens."""

    def tell(self, step: Step) -> None:
        """Say how far it is."""
        _say(done=step.done, total=step.total)

    def warn(self, sentence: str) -> None:
        """Say what the result lacks."""
        _say(warning=sentence)


@contextmanager
def telling() -> Iterator[ProgressWriter]:
    """Work behind everything else on this computer, and only as long as stdin is open."""
    _step_back()
    # It may have been ignored by whoever started this; it is how the thread below ends the work.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    threading.Thread(target=_wait_for_the_end, name="stdin", daemon=True).start()
    yield ProgressWriter()


def _wait_for_the_end() -> None:
    # By its number: Python would wait for a file object that a thread reads when it ends.
    while os.read(0, 1024):
        pass
    _thread.interrupt_main(signal.SIGTERM)


def _step_back() -> None:
    """Let a call, and everything else, go first."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_POLITENESS)


def _say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)
