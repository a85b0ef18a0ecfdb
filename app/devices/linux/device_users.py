"""Programs that have a device open, as far as /proc shows them to this user."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import one_line
from app.language import _

_PROC = Path("/proc")


@dataclass(frozen=True)
class DeviceUser:
    """A process that has a device open.

    Attributes:
        pid: its number.
        program: name that users know.
    """

    pid: int
    program: str

    @property
    def is_onlooker(self) -> bool:
        """Whether it belongs to the desktop, which keeps every camera open for discovery, without reading it."""
        return self.program in ("pipewire", "wireplumber")

    def __str__(self) -> str:
        return _("{program} (pid {pid})").format(program=self.program, pid=self.pid)


def holders_of(path: Path) -> tuple[DeviceUser, ...]:
    """Return the other processes that have a device open, sorted by pid.

    Processes of other users are visible to root only; without /proc nothing is found.
    """
    if not sys.platform.startswith("linux"):
        return ()
    with suppress(OSError):
        # Compared by device number, since a container may use another node for it.
        return tuple(sorted(_holding(path.stat()), key=lambda holder: holder.pid))
    return ()


def _holding(wanted: os.stat_result) -> Iterator[DeviceUser]:
    for process in _PROC.iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        # The process may end at any step, or belong to another user.
        with suppress(OSError):
            with os.scandir(process / "fd") as files:
                is_holding = any(_is(file, wanted) for file in files)
            if is_holding:
                yield DeviceUser(int(process.name), one_line(_program(process)))


def _is(file: "os.DirEntry[str]", wanted: os.stat_result) -> bool:
    # A desktop has thousands of open files; the link's text excludes most of them. Path would be four times slower.
    if not os.readlink(file).startswith("/dev/"):  # noqa: PTH115
        return False
    found = file.stat()
    if stat.S_ISCHR(wanted.st_mode):
        return stat.S_ISCHR(found.st_mode) and found.st_rdev == wanted.st_rdev
    return (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino)


def _program(process: Path) -> str:
    """Return the name that users know: of the script rather than its interpreter."""
    # Not from the command line: Chromium joins its arguments. After an update the link says "(deleted)".
    name = (process / "exe").readlink().name.removesuffix(" (deleted)")
    if not name.startswith("python"):
        return name
    words = [word for word in (process / "cmdline").read_text(errors="replace").split("\0") if word]
    # With -c there is no script.
    script = next((word for word in words[1:] if not word.startswith("-")), "") if "-c" not in words else ""
    return Path(script).name if script else name
