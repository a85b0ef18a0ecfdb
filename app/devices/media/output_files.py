"""Where what the user makes is kept, and under which names: nothing is ever written over."""

import errno
import os
from contextlib import suppress
from datetime import datetime
from enum import Enum
from itertools import count
from pathlib import Path

from platformdirs import user_pictures_path, user_videos_path

from app.core.errors import DeviceError


class Kind(Enum):
    """What is kept."""

    VIDEO = "video"
    PICTURE = "picture"


# What systems say of a file system that has no second names for a file.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


def folder_of(kind: Kind, chosen: str) -> Path:
    """Return the folder for what is kept: the chosen one, or for "" the user's own for videos or pictures."""
    if chosen:
        # Nobody may be called as in "~somebody"; then a folder is.
        with suppress(RuntimeError):
            return Path(chosen).expanduser()
        return Path(chosen)
    return user_videos_path() if kind is Kind.VIDEO else user_pictures_path()


def made(folder: Path) -> Path:
    """Return the folder, made where it was missing.

    Raises:
        DeviceError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        raise DeviceError(f"The folder {folder} cannot be made ({reason}).", "Choose another folder.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DeviceError(f"The folder {folder} may not be written to.", "Choose another folder.")
    return folder


def name_at(moment: datetime) -> str:
    """Return the name, without a suffix, of what was made at a moment."""
    return f"bisenet-bg {moment:%Y-%m-%d %H.%M.%S}"


def unused(path: Path) -> Path:
    """Return `path`, or where something is there already, the same name with a number."""
    return next(p for p in (_numbered(path, number) for number in count(1)) if not os.path.lexists(p))


def keep(beside: Path, target: Path) -> Path:
    """Give a finished file its name, or where that is taken, the same with a number; return the name.

    Raises:
        DeviceError: the file or its folder is gone.
    """
    try:
        for number in count(1):
            path = _numbered(target, number)
            with suppress(FileExistsError):
                _rename(beside, path)
                return path
    except OSError as error:
        raise DeviceError(f"{target} cannot be written ({error.strerror}).", "Choose another folder.") from error
    raise AssertionError("numbers do not end")


def _rename(beside: Path, path: Path) -> None:
    """Rename a file, but over no other one."""
    try:
        # A second name is refused where something is there, in one step; a rename would replace that.
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "it is there", str(path)) from error
        beside.rename(path)
    else:
        beside.unlink()


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
