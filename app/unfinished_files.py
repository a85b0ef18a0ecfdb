"""Removes the files that a program left unfinished when it was killed."""

import time
from contextlib import suppress
from pathlib import Path

from bisenet.files import UNFINISHED


def discard_unfinished(folder: Path, *, process: int | None = None, seconds: float = 0.0) -> None:
    """Remove the files that programs killed within `bisenet.files.replacing` left; errors are ignored.

    Args:
        folder: may be missing.
        process: number of the process that wrote them, which has ended; None for any.
        seconds: only files that were not written to for at least this long.
    """
    writer = "*" if process is None else str(process)
    with suppress(OSError):
        for path in list(folder.glob(f"{UNFINISHED}{writer}-*")):
            with suppress(OSError):
                if seconds <= 0 or time.time() - path.stat().st_mtime >= seconds:
                    path.unlink()
