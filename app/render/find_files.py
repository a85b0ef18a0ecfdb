"""The files that folders and patterns name: one walk for both, which never follows links to folders."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from app.language import _
from app.system_errors import reason_of

_MAGIC = "*?["
_ANY_DEPTH = "**"


@dataclass(frozen=True)
class Found:
    """A file that an input names.

    Attributes:
        path: of the file; of the input or folder if there is a problem.
        subfolder: where it lies below an input that is a folder.
        is_named: whether the input names this very file.
        problem: why there is nothing to render, as a sentence; "" for a file.
    """

    path: Path
    subfolder: Path = Path()
    is_named: bool = False
    problem: str = ""


def is_folder(path: Path) -> bool:
    """Say whether a path is a folder, or a link to one."""
    try:
        return path.is_dir()
    except OSError:
        # A name that is too long, or in a folder that may not be read: opening the file raises the error.
        return False


def is_pattern(path: Path) -> bool:
    """Say whether a path is a pattern such as `*.jpg`; the name of an existing file is none."""
    return _has_magic(str(path)) and not os.path.lexists(path)


def root_of(path: Path) -> Path:
    """Return the folder in which `find_files` looks for the files of a folder or pattern."""
    return _split(path)[0]


def find_files(path: Path, left_out: Path | None = None) -> Iterator[Found]:
    """Yield the file that an input names, or those of a folder at any depth or of a pattern, in the order of names.

    Names that begin with a dot are left out, unless the pattern has the dot. Links to folders are not followed, unless
    the input names the link itself.

    Args:
        path: file, folder, or pattern, in which `**` stands for folders at any depth.
        left_out: a folder, without links, whose files are not found.
    """
    if not (is_folder(path) or is_pattern(path)):
        yield Found(path, is_named=True)
        return
    root, pattern = _split(path)
    names_folder = is_folder(path)
    closed: list[OSError] = []
    found: list[Found] = []
    for name, folders, files in os.walk(root, onerror=closed.append):
        folder = Path(name)
        parts = folder.relative_to(root).parts
        folders[:] = [
            below for below in folders if _may_hold((*parts, below), pattern) and resolved(folder / below) != left_out
        ]
        paths = [folder / file for file in files if _matches((*parts, file), pattern)]
        subfolder = folder.relative_to(root) if names_folder else Path()
        found += [Found(file, subfolder) for file in paths if _is_file(file)]
    yield from sorted(found, key=lambda file: file.path)
    # Anything else is a folder that is gone, or a pattern that begins with a missing one.
    forbidden = [error for error in closed if not isinstance(error, FileNotFoundError | NotADirectoryError)]
    for error in forbidden:
        yield Found(
            Path(error.filename), problem=_("The folder cannot be read ({reason}).").format(reason=reason_of(error))
        )
    if not found and not forbidden:
        yield Found(
            path, problem=_("There is no file in this folder.") if names_folder else _("No file matches this pattern.")
        )


def resolved(path: Path) -> Path:
    """Return a path without links."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        # A loop of links, or a name that is too long: opening the file raises the error.
        return path.absolute()


def _has_magic(text: str) -> bool:
    return any(letter in text for letter in _MAGIC)


def _split(path: Path) -> tuple[Path, Sequence[str]]:
    """Return the folder that an input names as it is, and the pattern of what is found below it."""
    if is_folder(path):
        return path, (_ANY_DEPTH,)
    first = next((n for n, part in enumerate(path.parts) if _has_magic(part) and not _exists(path, n)), 0)
    return Path(*path.parts[:first]), path.parts[first:]


def _exists(path: Path, number: int) -> bool:
    return os.path.lexists(Path(*path.parts[: number + 1]))


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Say whether the parts of a path match those of a pattern."""
    if not pattern or not parts:
        return not parts and all(part == _ANY_DEPTH for part in pattern)
    if pattern[0] == _ANY_DEPTH:
        return _matches(parts, pattern[1:]) or (not _is_hidden(parts[0], "") and _matches(parts[1:], pattern))
    return _fits(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


def _may_hold(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Say whether a folder may hold files that match a pattern."""
    if not parts or not pattern:
        return bool(pattern)
    if pattern[0] == _ANY_DEPTH:
        return _may_hold(parts, pattern[1:]) or (not _is_hidden(parts[0], "") and _may_hold(parts[1:], pattern))
    return _fits(parts[0], pattern[0]) and _may_hold(parts[1:], pattern[1:])


def _fits(name: str, part: str) -> bool:
    return fnmatch(name, part) and not _is_hidden(name, part)


def _is_hidden(name: str, part: str) -> bool:
    return name.startswith(".") and not part.startswith(".")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # In a folder that may not be entered: opening the file raises the error.
        return True
