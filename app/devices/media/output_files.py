"""Folders and names of recordings, snapshots and rendered files; nothing is ever overwritten."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import Enum
from itertools import count
from pathlib import Path

from platformdirs import user_pictures_path, user_videos_path

from app.core.errors import DeviceError
from app.language import _
from app.system_errors import reason_of

_SNAPSHOTS = "bisenet-bg"


class Kind(Enum):
    """Kind of an output file."""

    VIDEO = "video"
    PICTURE = "picture"


# Error numbers of file systems without hard links.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


def folder_of(kind: Kind, chosen: str) -> Path:
    """Return the folder for output files: the chosen one.

    For "" it is the user's folder for videos, or a folder of its own in that for pictures, so that a slideshow of the
    user's pictures does not show snapshots.
    """
    if chosen:
        # "~somebody" without a user of that name is a folder's name.
        with suppress(RuntimeError):
            return Path(chosen).expanduser()
        return Path(chosen)
    return user_videos_path() if kind is Kind.VIDEO else user_pictures_path() / _SNAPSHOTS


def made(folder: Path) -> Path:
    """Return the folder, created if it was missing.

    Raises:
        DeviceError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("The folder {folder} cannot be made ({reason}).").format(folder=folder, reason=reason_of(error))
        if isinstance(error, FileExistsError):
            message = _("The folder {folder} cannot be made, since it is a file.").format(folder=folder)
        raise DeviceError(message, _("Choose another folder.")) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DeviceError(
            _("The folder {folder} may not be written to.").format(folder=folder), _("Choose another folder.")
        )
    return folder


def check_can_be_made(folder: Path) -> None:
    """Check that a folder exists or can be created, and be written to, without creating it.

    Raises:
        DeviceError: it cannot.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
    if not there.is_dir():
        raise DeviceError(
            _("The folder {folder} cannot be made, since {parent} is no folder.").format(folder=folder, parent=there),
            _("Choose another folder."),
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise DeviceError(
            _("The folder {folder} may not be written to.").format(folder=there), _("Choose another folder.")
        )


def name_at(moment: datetime) -> str:
    """Return the name, without a suffix, of a file made at a moment."""
    return f"bisenet-bg {moment:%Y-%m-%d %H.%M.%S}"


def unused(path: Path, is_taken: Callable[[Path], bool] = os.path.lexists) -> Path:
    """Return `path`, or the same name with a number if that is taken, by default by a file."""
    return next(p for p in (_numbered(path, number) for number in count(1)) if not is_taken(p))


def keep(beside: Path, target: Path) -> Path:
    """Give a finished file its name, or the same with a number if that is taken; return the new path.

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
        raise DeviceError(
            _("{target} cannot be written ({strerror}).").format(target=target, strerror=reason_of(error)),
            _("Choose another folder."),
        ) from error
    raise AssertionError("numbers do not end")


def _rename(beside: Path, path: Path) -> None:
    """Rename a file without overwriting another."""
    try:
        # A hard link fails atomically if the name exists; a rename would replace the file.
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        beside.rename(path)
    else:
        beside.unlink()


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
