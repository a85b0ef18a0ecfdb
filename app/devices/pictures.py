"""Still pictures: reading, writing, and one as a source."""

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from app.core.errors import ConfigError
from app.core.types import Rgb, Rgba

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
_MAX_BYTES = 200 * 2**20


def is_picture(path: Path) -> bool:
    """Say whether a file's name is a picture's."""
    return path.suffix.lower() in SUFFIXES


def find_file(text: str) -> Path | None:
    """Return the file that a user's words name, or None: `~` is expanded, and nothing that was typed is an error."""
    return _find(text, Path.is_file)


def find_folder(text: str) -> Path | None:
    """Return the folder that a user's words name, or None, as `find_file` does."""
    return _find(text, Path.is_dir)


def _find(text: str, is_wanted: Callable[[Path], bool]) -> Path | None:
    try:
        path = Path(text).expanduser()
        return path if text and is_wanted(path) else None
    except (OSError, RuntimeError, ValueError):
        return None


def pictures_in(folder: Path) -> list[Path]:
    """Return the files in a folder that are pictures by their names, in the order of those.

    Raises:
        ConfigError: the folder may not be read.
    """
    try:
        paths = [path for path in folder.iterdir() if is_picture(path) and path.is_file()]
    except OSError as error:
        raise ConfigError(f"{folder} cannot be read ({error.strerror}).", "Check its permissions.") from error
    return sorted(paths, key=lambda path: (path.name.lower(), path.name))


def read_picture(path: Path) -> Rgb:
    """Return RGB uint8 (H, W, 3), turned as the camera was held.

    Raises:
        ConfigError: the file is missing, too large or no picture.
    """
    if not path.is_file():
        raise ConfigError(f"There is no picture {path}.", "Check the path.")
    if path.stat().st_size > _MAX_BYTES:
        raise ConfigError(f"{path} is larger than 200 MiB.", "Choose a smaller picture.")
    try:
        data = np.fromfile(path, np.uint8)
        bgr = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).", "Check its permissions.") from error
    except cv2.error:
        bgr = None
    if bgr is None:
        raise ConfigError(f"{path} is not a picture that can be read.", "Use a JPEG, PNG or WebP file.")
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def write_picture(path: Path, pixels: Rgb | Rgba) -> None:
    """Write RGB uint8 (H, W, 3), or RGBA (H, W, 4) with straight alpha, in the format of the suffix.

    Raises:
        ConfigError: the format is unknown or the file cannot be written.
    """
    order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    try:
        good, data = cv2.imencode(path.suffix, cv2.cvtColor(pixels, order))
        if not good:
            raise ConfigError(f"{path.name} could not be encoded.", "Choose a .png or .jpg name.")
        data.tofile(path)
    except (OSError, cv2.error) as error:
        raise ConfigError(f"{path} cannot be written ({error}).", "Choose another name or folder.") from error


class PictureSource:
    """A still picture that plays for ever.

    Args:
        path: of the picture.
        fps: how often it is given.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path, fps: int) -> None:
        self._rgb = read_picture(path)
        self._name = path.name
        self._period = 1.0 / fps

    def __str__(self) -> str:
        return self._name

    def read(self) -> Rgb:
        """Return the picture after a frame's time."""
        time.sleep(self._period)
        return self._rgb

    def close(self) -> None:
        """Nothing is held."""
