"""Writing files so that a reader never meets half of one."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        DataError: nothing can be written there.
    """
    try:
        # The name is short whatever `path` is called, and keeps the suffix, which tells a writer the format.
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError(f"{path} cannot be written ({reason}); choose another folder or name.") from error
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        try:
            beside.replace(path)
        except OSError as error:
            raise DataError(f"{path} cannot be written ({error.strerror}); choose another folder or name.") from error
    finally:
        beside.unlink(missing_ok=True)
