"""Threads whose names the system shows, as in `top -H`; Python does so itself from 3.14 on."""

import threading
from contextlib import suppress
from pathlib import Path

_COMM = "/proc/self/task/{thread}/comm"
# Of a thread's name, in bytes; Linux would cut off the rest as well.
_LONGEST = 15


class NamedThread(threading.Thread):
    """A thread that passes its name on to the system, where that is Linux, before its target runs.

    Threads that a library starts in it inherit the name.
    """

    def run(self) -> None:
        """Run the target under the thread's name."""
        with suppress(OSError):
            Path(_COMM.format(thread=threading.get_native_id())).write_bytes(system_name(self.name))
        super().run()


def system_name(name: str) -> bytes:
    """Return a thread's name as Linux stores it."""
    return name.encode()[:_LONGEST]
