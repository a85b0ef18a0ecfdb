"""Backgrounds that come from elsewhere: what a drop or the clipboard holds, and pasted pictures as files."""

import re
from contextlib import suppress
from itertools import count
from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from app.core.errors import ConfigError
from app.devices.media.pictures import is_picture
from app.devices.media.user_files import find_file, find_folder
from app.devices.media.video_background import is_moving
from bisenet.errors import DataError
from bisenet.files import replacing

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# Lines of text that are looked at: a clipboard may hold a book.
_MOST_LINES = 200


def may_be_taken(data: QMimeData) -> bool:
    """Say whether something that is dragged holds a picture, video or folder, by their names."""
    paths = _local_files(data)
    return any(is_picture(path) or is_moving(path) or path.is_dir() for path in paths) or data.hasImage()


def words_in(data: QMimeData) -> list[str]:
    """Return words for the files, folders and colours that are meant, by their addresses or in a text."""
    if data.hasUrls():
        return [str(path) for path in _local_files(data)]
    lines = [line.strip().strip("'\"") for line in data.text().splitlines()[:_MOST_LINES]]
    return [word for word in map(_meant, lines) if word]


def image_in(data: QMimeData) -> QImage:
    """Return the picture itself where it is there; a null one where not."""
    image = data.imageData() if data.hasImage() else None
    return image if isinstance(image, QImage) else QImage()


def pasted_folder() -> Path:
    """Return where pasted pictures are kept, whether or not there are any."""
    return user_data_path("bisenet-bg", appauthor=False) / "backgrounds"


def save_pasted(image: QImage) -> str:
    """Write a pasted picture to a file that only this user can read, and return its word.

    Raises:
        ConfigError: it cannot be written.
    """
    folder = pasted_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        path = next(path for number in count(1) if not (path := folder / f"pasted-{number}.png").exists())
        with replacing(path) as beside:
            beside.chmod(0o600)
            if not image.save(str(beside)):
                raise ConfigError("The picture could not be kept.", f"Make room in {folder}, then paste it again.")
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written ({error.strerror}).", "Check its permissions.") from error
    except DataError as error:
        raise ConfigError("The picture could not be kept.", str(error)) from error
    return str(path)


def discard_pasted(word: str) -> None:
    """Delete the file of a picture that was pasted; any other word's file is left alone."""
    path = Path(word)
    if path.parent == pasted_folder():
        with suppress(OSError):
            path.unlink()


def _local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _meant(line: str) -> str:
    if _COLOUR.fullmatch(line):
        return line.lower()
    path = QUrl(line).toLocalFile() if line.startswith("file:") else line
    found = find_file(path) or find_folder(path)
    return str(found.absolute()) if found is not None else ""
