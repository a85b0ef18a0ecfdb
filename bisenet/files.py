"""Writes files atomically, so that a reader never sees half a file."""

import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bisenet.errors import DataError
from bisenet.language import _

# Before the writer's process number in the name of a file that `replacing` has not finished.
UNFINISHED = ".writing-"
_PERMISSIONS = 0o777
_ANYBODY_WRITES = 0o222


def checksum(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal.

    Raises:
        DataError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(
            _("{path} cannot be read ({strerror}); give another file.").format(path=path, strerror=error.strerror)
        ) from error


@contextmanager
def replacing(path: Path, follows_link: bool = True) -> Iterator[Path]:
    """Yield a path beside `path` to write to; on success it takes `path`'s place, on failure it is removed.

    A symbolic link stays, and the file that it leads to is replaced. A file that is replaced keeps its permissions and
    its owner, as far as the system allows.

    Args:
        path: of the file.
        follows_link: whether a symbolic link stays; otherwise it is replaced, and its file remains as it is.

    Raises:
        DataError: nothing can be written there, `path` is a pipe, socket or device or a file that nobody may write, or
            an OSError left the context, as on a full disk.
    """
    is_link = path.is_symlink()
    target = Path(os.path.realpath(path)) if is_link and follows_link else path
    old = None if is_link and not follows_link else _facts(target)
    if old is not None and not (stat.S_ISREG(old.st_mode) or stat.S_ISDIR(old.st_mode)):
        raise DataError(_("{path} is a pipe, socket or device; choose another name.").format(path=path))
    if old is not None and not stat.S_IMODE(old.st_mode) & _ANYBODY_WRITES:
        raise DataError(_("{path} is read-only; change its permissions, or choose another name.").format(path=path))
    # The name is short however long that of `path` is, names the writing process, and keeps the suffix, from which a
    # writer may choose the format.
    beside = target.parent / f"{UNFINISHED}{os.getpid()}-{secrets.token_hex(6)}{path.suffix}"
    problem = _("{path} cannot be written ({reason}); make room, or choose another folder or name.")
    # A signal may end the program at any step, so the file is created inside the block that removes it.
    try:
        try:
            os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if old is None else 0o600))
        except OSError as error:
            raise DataError(problem.format(path=path, reason=error.strerror or type(error).__name__)) from error
        try:
            yield beside
            if old is not None:
                _keep_permissions(beside, old)
            beside.replace(target)
        except OSError as error:
            raise DataError(problem.format(path=path, reason=error.strerror or type(error).__name__)) from error
    finally:
        # There is nothing to remove if it could not be created.
        with suppress(OSError):
            beside.unlink()


def _facts(path: Path) -> os.stat_result | None:
    """Return what the system knows about a file; None if there is none, or if its folder cannot be searched."""
    try:
        return path.stat()
    except OSError:
        return None


def _keep_permissions(path: Path, old: os.stat_result) -> None:
    if hasattr(os, "chown"):
        # Only root may give files away, and some file systems have no owners.
        with suppress(OSError):
            os.chown(path, old.st_uid, old.st_gid)
    # Some file systems have no permissions either.
    with suppress(OSError):
        path.chmod(stat.S_IMODE(old.st_mode) & _PERMISSIONS)
