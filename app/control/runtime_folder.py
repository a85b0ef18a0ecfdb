"""The private folder of the running program, with its socket and the lock that makes it the only instance."""

import errno
import os
import stat
import sys
import warnings
from pathlib import Path

from platformdirs import user_runtime_path

from app.core.errors import ConfigError
from app.language import N_, _
from app.system_errors import reason_of

_HINT = N_("Set XDG_RUNTIME_DIR to a folder that only you can access, or correct that one's permissions.")

# The name of the lock in the folder.
LOCK = "lock"
# Maximum length of a socket's address in bytes, without the final zero.
_LONGEST_ADDRESS = 107 if sys.platform == "linux" else 103
# Beyond the process number in the file, since on Windows nobody can read locked bytes.
_LOCKED_BYTE = 4096
# Error numbers of the systems for a lock held by another process.
_TAKEN = {errno.EWOULDBLOCK, errno.EACCES}


def control_folder() -> Path:
    """Return the folder of lock and socket, which need not exist.

    Raises:
        ConfigError: the system has no private folder for the user.
    """
    try:
        with warnings.catch_warnings():
            # It warns if XDG_RUNTIME_DIR is not set, which is common and harmless.
            warnings.simplefilter("ignore")
            return user_runtime_path("bisenet-bg", appauthor=False)
    except OSError as error:
        raise ConfigError(
            _("There is no folder for the running program ({error}).").format(error=reason_of(error)), _(_HINT)
        ) from error


def make_private(folder: Path) -> None:
    """Create the folder if it does not exist, and check it.

    Raises:
        ConfigError: it cannot be created, or other users can access it.
    """
    try:
        for path in (folder.parent, folder):
            path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            _("The folder {folder} cannot be created ({reason}).").format(folder=folder, reason=reason_of(error)),
            _(_HINT),
        ) from error
    check_private(folder)


def check_private(folder: Path) -> None:
    """Check that other users can neither access nor replace the folder.

    Raises:
        ConfigError: they can.
        FileNotFoundError: there is no such folder.
    """
    if sys.platform == "win32":
        # It is in the user's profile, which other users cannot open.
        return
    own, above, link = folder.lstat(), folder.parent.stat(), folder.parent.lstat()
    if not stat.S_ISDIR(own.st_mode):
        problem = _("{folder} is not a folder, so it cannot be used to control bisenet-bg.")
    elif own.st_uid != os.geteuid():
        problem = _("{folder} belongs to another user, so it cannot be used to control bisenet-bg.")
    elif own.st_mode & 0o077:
        problem = _("{folder} is open to other users, so it cannot be used to control bisenet-bg.")
    elif {above.st_uid, link.st_uid} - {os.geteuid(), 0} or (
        above.st_mode & 0o022 and not above.st_mode & stat.S_ISVTX
    ):
        problem = _("{folder} can be replaced by other users, so it cannot be used to control bisenet-bg.")
    else:
        return
    raise ConfigError(problem.format(folder=folder), _(_HINT))


def address_in(folder: Path) -> str:
    """Return the socket's path; on Windows the name of a pipe, which is in no folder.

    Raises:
        ConfigError: the path is too long for a socket.
    """
    if sys.platform == "win32":
        return rf"\\.\pipe\bisenet-bg-{os.getlogin()}"
    address = folder / "control"
    if len(os.fsencode(address)) > _LONGEST_ADDRESS:
        raise ConfigError(
            _("The path {address} is too long for a socket.").format(address=address),
            _("Set XDG_RUNTIME_DIR to a shorter one."),
        )
    return str(address)


class Lock:
    """A locked file that contains the process's number, for the error of a second process.

    The file is never deleted; otherwise two processes could lock two files of the same name.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> "Lock | None":
        """Return the lock, or None if another process holds it.

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
        """Release the lock."""
        os.close(self._descriptor)


def holder_of(path: Path) -> int | None:
    """Return the number of the process that took the lock last; None if unknown."""
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
