"""Writes files atomically, so that a reader never sees half a file."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bisenet.errors import DataError

# Before the writer's process number in the name of a file that `replacing` has not finished.
UNFINISHED = ".writing-"


def checksum(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal.

    Raises:
        DataError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); give another file.") from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; on success it takes `path`'s place, on failure it is removed.

    Raises:
        DataError: nothing can be written there, or an OSError left the context, as on a full disk.
    """
    # The name is short however long that of `path` is, names the writing process, and keeps the suffix, from which a
    # writer may choose the format.
    beside = path.parent / f"{UNFINISHED}{os.getpid()}-{secrets.token_hex(6)}{path.suffix}"
    problem = "{} cannot be written ({}); make room, or choose another folder or name."
    # A signal may end the program at any step, so the file is created inside the block that removes it.
    try:
        try:
            os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except OSError as error:
            raise DataError(problem.format(path, error.strerror or type(error).__name__)) from error
        try:
            yield beside
            beside.replace(path)
        except OSError as error:
            raise DataError(problem.format(path, error.strerror or type(error).__name__)) from error
    finally:
        # There is nothing to remove if it could not be created.
        with suppress(OSError):
            beside.unlink()
