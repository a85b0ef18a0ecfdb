"""Files that a user names: finding them, and opening none that could hang or has no end."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.core.errors import ConfigError

# Whoever names a pipe or a socket shall read that it is one; folders and devices are looked for elsewhere.
_TAKEN_FOR_FILES = {stat.S_IFREG, stat.S_IFIFO, stat.S_IFSOCK}
# A pipe that takes a file's place between two looks cannot hang us. Windows has neither.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def find_file(text: str) -> Path | None:
    """Return the file that a user's words name, or None: `~` is expanded, and nothing that was typed is an error."""
    return _find(text, lambda path: stat.S_IFMT(path.stat().st_mode) in _TAKEN_FOR_FILES)


def find_folder(text: str) -> Path | None:
    """Return the folder that a user's words name, or None, as `find_file` does."""
    return _find(text, Path.is_dir)


def _find(text: str, is_wanted: Callable[[Path], bool]) -> Path | None:
    try:
        path = Path(text).expanduser()
        return path if text and is_wanted(path) else None
    except (OSError, RuntimeError, ValueError):
        return None


def open_file(path: Path, most_bytes: int | None = None, may_be_empty: bool = False) -> BinaryIO:
    """Open a regular file for reading; a folder, pipe, socket or device is never opened.

    Args:
        path: of the file.
        most_bytes: that it may have; None where it is not read as a whole.
        may_be_empty: whether it says something even then.

    Raises:
        ConfigError: it is missing, no regular file, empty, too large, or may not be read.
    """
    try:
        _check(path, path.stat(), most_bytes, may_be_empty)
        file = open(os.open(path, _FLAGS), "rb")  # noqa: PTH123, SIM115 - by descriptor, and the caller closes it
    except FileNotFoundError:
        raise ConfigError(f"There is no file {path}.", "Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path} cannot be read ({reason}).", "Check its name and permissions.") from error
    try:
        _check(path, os.fstat(file.fileno()), most_bytes, may_be_empty)
    except ConfigError:
        file.close()
        raise
    return file


def check_file(path: Path) -> None:
    """Find what `open_file` would find wrong, for a reader that opens files by their names.

    Raises:
        ConfigError: as `open_file`.
    """
    open_file(path).close()


def _check(path: Path, facts: os.stat_result, most_bytes: int | None, may_be_empty: bool) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise ConfigError(f"{path} is a folder.", "Give a file in it.")
    if not stat.S_ISREG(facts.st_mode):
        raise ConfigError(f"{path} is no file but a pipe, socket or device.", "Give a file.")
    if facts.st_size == 0 and not may_be_empty:
        raise ConfigError(f"{path} is empty.", "Give another file.")
    if most_bytes is not None and facts.st_size > most_bytes:
        raise ConfigError(f"{path} is larger than {_words(most_bytes)}.", "Give a smaller file.")


def _words(count: int) -> str:
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count // 2**10} KiB"
