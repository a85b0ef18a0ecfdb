"""Writing files so that a reader never meets half of one."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bisenet.errors import DataError


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
    # The name is short whatever `path` is called, tells who writes, and keeps the suffix, from which a writer knows the
    # format.
    beside = path.parent / f".writing-{os.getpid()}-{secrets.token_hex(6)}{path.suffix}"
    problem = "{} cannot be written ({}); make room, or choose another folder or name."
    # A signal may end the program at any step, so the file is made where it is sure to be removed.
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
        # Where it could not be made, there is nothing to remove.
        with suppress(OSError):
            beside.unlink()


def discard_unfinished(folder: Path, *, process: int | None = None, seconds: float = 0.0) -> None:
    """Remove what programs that were killed within `replacing` left in a folder; what cannot be removed stays.

    Args:
        folder: may be missing.
        process: number of the one that wrote it, which has ended; None for any.
        seconds: for which nothing was written to it, at least.
    """
    whose = "*" if process is None else str(process)
    with suppress(OSError):
        for path in list(folder.glob(f".writing-{whose}-*")):
            with suppress(OSError):
                if seconds <= 0 or time.time() - path.stat().st_mtime >= seconds:
                    path.unlink()
