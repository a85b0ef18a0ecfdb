"""Backgrounds from a drop or the clipboard, and the files that pasted pictures are saved to."""

from contextlib import suppress
from itertools import count
from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from app.backgrounds.spec import ColourSpec, parse
from app.core.errors import ConfigError
from app.devices.media.pictures import is_picture
from app.devices.media.user_files import find_file, find_folder
from app.devices.media.video_background import is_moving
from app.language import _
from app.system_errors import reason_of
from bisenet.errors import DataError
from bisenet.files import replacing

# The clipboard may hold a whole book, so only this many lines of a text are read.
_MOST_LINES = 200


def can_be_added(data: QMimeData) -> bool:
    """Return whether dragged data holds a picture, or names a picture, video or folder."""
    paths = _local_files(data)
    return any(is_picture(path) or is_moving(path) or path.is_dir() for path in paths) or data.hasImage()


def words_in(data: QMimeData) -> list[str]:
    """Return the background words of dragged files and folders, or of the paths and colours in a text."""
    if data.hasUrls():
        return [str(path) for path in _local_files(data)]
    lines = [line.strip().strip("'\"") for line in data.text().splitlines()[:_MOST_LINES]]
    return [word for word in map(_word, lines) if word]


def image_in(data: QMimeData) -> QImage:
    """Return the picture in the data; a null image if there is none."""
    image = data.imageData() if data.hasImage() else None
    return image if isinstance(image, QImage) else QImage()


def pasted_folder() -> Path:
    """Return the folder that pasted pictures are saved to; it may not exist yet."""
    return user_data_path("bisenet-bg", appauthor=False) / "backgrounds"


def save_pasted(image: QImage) -> str:
    """Save a pasted picture to a file that only this user can read, and return its background word.

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
                raise ConfigError(
                    _("The picture could not be saved."),
                    _("Free some space in {folder}, then paste it again.").format(folder=folder),
                )
    except OSError as error:
        raise ConfigError(
            _("{folder} cannot be written ({reason}).").format(folder=folder, reason=reason_of(error)),
            _("Check its permissions."),
        ) from error
    except DataError as error:
        raise ConfigError(_("The picture could not be saved."), str(error)) from error
    return str(path)


def discard_pasted(word: str) -> None:
    """Delete the file of a pasted picture; files from other folders are left alone."""
    path = Path(word)
    if path.parent == pasted_folder():
        with suppress(OSError):
            path.unlink()


def _local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _word(line: str) -> str:
    spec = parse(line)
    if isinstance(spec, ColourSpec) and spec.rgb is not None:
        return line.lower()
    path = QUrl(line).toLocalFile() if line.startswith("file:") else line
    found = find_file(path) or find_folder(path)
    return str(found.absolute()) if found is not None else ""
