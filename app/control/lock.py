"""Who is first: a lock that the system takes back however its process ends."""

import errno
import os
import sys
from pathlib import Path

# Beyond the number that stands in the file: Windows lets nobody read what is locked.
_LOCKED_BYTE = 4096
# What a system says where another process has it.
_TAKEN = {errno.EWOULDBLOCK, errno.EACCES}


class Lock:
    """Holds a file locked, with the process's number in it for whoever comes second.

    The file stays: without it two processes could hold locks on two files of that name.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> "Lock | None":
        """Return the lock, or None where another process has it.

        Raises:
            OSError: the file cannot be opened or locked.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
        except OSError as error:
            os.close(descriptor)
            if error.errno in _TAKEN:
                return None
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let another process have it."""
        os.close(self._descriptor)


def holder_of(path: Path) -> int | None:
    """Return the number of the process that took the lock last; None where it cannot be told."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
