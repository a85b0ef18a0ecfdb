"""Which programs have a device open, as far as /proc tells this user."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Holder:
    """A process that has a device open.

    Attributes:
        pid: its number.
        program: what people call it.
    """

    pid: int
    program: str

    def __str__(self) -> str:
        return f"{self.program} (pid {self.pid})"


def holders_of(path: Path) -> tuple[Holder, ...]:
    """Return the other processes that have a device open, by their numbers.

    Processes of other users stay hidden unless this is root; where there is no /proc nothing is found.
    """
    if not sys.platform.startswith("linux"):
        return ()
    with suppress(OSError):
        return tuple(sorted(_holding(_identity(path)), key=lambda holder: holder.pid))
    return ()


def _holding(wanted: tuple[int, int]) -> Iterator[Holder]:
    for process in _PROC.iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        # It may end, or be another user's, at any step.
        with suppress(OSError):
            for file in (process / "fd").iterdir():
                # The link's text costs less than a stat, and leaves out sockets, pipes and plain files.
                if file.readlink().is_relative_to("/dev") and _identity(file) == wanted:
                    yield Holder(int(process.name), _program(process))
                    break


def _identity(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino


def _program(process: Path) -> str:
    """Return a name for people: that of a script rather than of its interpreter."""
    words = [word for word in (process / "cmdline").read_text(errors="replace").split("\0") if word]
    name = Path(words[0]).name if words else (process / "comm").read_text(errors="replace").strip()
    # What follows -c is code.
    script = next((word for word in words[1:] if not word.startswith("-")), "") if "-c" not in words else ""
    if name.startswith("python") and script:
        return Path(script).name
    return name
