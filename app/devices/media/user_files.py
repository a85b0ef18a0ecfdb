"""Files named by the user: finding them, and opening regular files only, which cannot hang or be endless."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.core.errors import ConfigError
from app.language import _
from app.system_errors import reason_of

# A pipe or socket is found too, so that the error says what it is; folders and devices are searched elsewhere.
_TAKEN_FOR_FILES = {stat.S_IFREG, stat.S_IFIFO, stat.S_IFSOCK}
# A pipe that replaces the file between check and opening cannot block us. Windows has neither flag.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def find_file(text: str) -> Path | None:
    """Return the file that the user's text names, or None; `~` is expanded, and no text is an error."""
    return _find(text, lambda path: stat.S_IFMT(path.stat().st_mode) in _TAKEN_FOR_FILES)


def find_folder(text: str) -> Path | None:
    """Return the folder that the user's text names, or None; as `find_file`."""
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
        most_bytes: maximum size; None if it is not read as a whole.
        may_be_empty: whether an empty file is valid.

    Raises:
        ConfigError: it is missing, no regular file, empty, too large, or cannot be read.
    """
    try:
        _check(path, path.stat(), most_bytes, may_be_empty)
        file = open(os.open(path, _FLAGS), "rb")  # noqa: PTH123, SIM115 - by descriptor, and the caller closes it
    except FileNotFoundError:
        raise ConfigError(_("There is no file {path}.").format(path=path), _("Check the path.")) from None
    except (OSError, ValueError) as error:
        raise ConfigError(
            _("{path} cannot be read ({reason}).").format(path=path, reason=reason_of(error)),
            _("Check its name and permissions."),
        ) from error
    try:
        _check(path, os.fstat(file.fileno()), most_bytes, may_be_empty)
    except ConfigError:
        file.close()
        raise
    return file


def check_file(path: Path) -> None:
    """Check a file as `open_file` does, for a reader that opens files by name.

    Raises:
        ConfigError: as `open_file`.
    """
    open_file(path).close()


def _check(path: Path, facts: os.stat_result, most_bytes: int | None, may_be_empty: bool) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise ConfigError(_("{path} is a folder.").format(path=path), _("Give a file in it."))
    if not stat.S_ISREG(facts.st_mode):
        raise ConfigError(_("{path} is a pipe, socket or device.").format(path=path), _("Give a file."))
    if facts.st_size == 0 and not may_be_empty:
        raise ConfigError(_("{path} is empty.").format(path=path), _("Give another file."))
    if most_bytes is not None and facts.st_size > most_bytes:
        raise ConfigError(
            _("{path} is larger than {words}.").format(path=path, words=_words(most_bytes)), _("Give a smaller file.")
        )


def _words(count: int) -> str:
    return (
        _("{count} MiB").format(count=count // 2**20)
        if count >= 2**20
        else _("{count} KiB").format(count=count // 2**10)
    )
