"""Still pictures: reading, writing, and using one as a source."""

import errno
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from app.core.errors import ConfigError
from app.core.types import Rgb, Rgba, Size
from app.devices.media.user_files import open_file

if TYPE_CHECKING:
    import PIL.Image

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
# Nothing else is decoded, whatever the file's name: every decoder adds attack surface.
_FORMATS = ("BMP", "JPEG", "PNG", "TIFF", "WEBP")
_MAX_BYTES = 200 * 2**20
# Phones and good cameras have up to 64 megapixels; rendering such a picture takes 4 GB.
_MOST_PIXELS = 2**26


def is_picture(path: Path) -> bool:
    """Say whether a file has the name of a picture."""
    return path.suffix.lower() in SUFFIXES


def pictures_in(folder: Path) -> list[Path]:
    """Return the files in a folder with names of pictures, sorted by name.

    Raises:
        ConfigError: the folder cannot be read.
    """
    try:
        paths = [path for path in folder.iterdir() if is_picture(path) and path.is_file()]
    except OSError as error:
        raise ConfigError(f"{folder} cannot be read ({error.strerror}).", "Check its permissions.") from error
    return sorted(paths, key=lambda path: (path.name.lower(), path.name))


def read_picture(path: Path, covering: Size | None = None) -> Rgb:
    """Read a picture as RGB uint8 (H, W, 3), rotated upright.

    Args:
        path: of the file; its content decides the format, not its name.
        covering: a size; a much larger JPEG may be returned smaller, but still covering it, which saves time.

    Raises:
        ConfigError: the file is missing, too large or no picture, as its header says before anything is decoded.
    """
    # Pillow takes a while to import, and not every background needs it.
    from PIL import Image, ImageOps

    # Pillow's own limit prints a warning to the terminal.
    Image.MAX_IMAGE_PIXELS = None
    with open_file(path, _MAX_BYTES) as file, warnings.catch_warnings():
        # Pillow warns about odd tags in readable pictures.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(file, formats=_FORMATS)
            _check_pixels(path, *image.size)
            if covering is not None:
                image.draft("RGB", (covering.width, covering.height))
            return _rgb(ImageOps.exif_transpose(image))
        except (ConfigError, MemoryError):
            raise
        except Exception as error:
            # For damaged files, decoders raise all kinds of errors.
            raise ConfigError(f"{path} is not a picture that can be read.", "Use a JPEG, PNG or WebP file.") from error


def _rgb(image: "PIL.Image.Image") -> Rgb:
    if image.mode.startswith("I;16"):
        # Pillow would clip 16 bits at 255.
        return np.asarray(cv2.cvtColor((np.asarray(image) >> 8).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)
    return np.asarray(image.convert("RGB"), np.uint8)


def _check_pixels(path: Path, width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise ConfigError(f"{path} has {width}x{height} pixels.", f"Use at most {_MOST_PIXELS // 10**6} megapixels.")


def write_picture(path: Path, pixels: Rgb | Rgba, quality: int | None = None) -> None:
    """Write RGB uint8 (H, W, 3), or RGBA (H, W, 4) with straight alpha, in the format of the suffix.

    Args:
        path: to write.
        pixels: of the picture.
        quality: of JPEG and WebP, 1 to 100; None for 95, or for WebP without loss.

    Raises:
        ConfigError: the format is unknown or the file cannot be written.
    """
    order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    try:
        good, data = cv2.imencode(path.suffix, cv2.cvtColor(pixels, order), _encoding(path, quality))
        if not good:
            raise ConfigError(f"{path.name} could not be encoded.", "Choose a .png or .jpg name.")
        path.write_bytes(data.tobytes())
    except OSError as error:
        hint = "Make room on the disk." if error.errno == errno.ENOSPC else "Choose another name or folder."
        # The message omits the name, which may be a temporary one.
        raise ConfigError(f"Pictures cannot be written to {path.parent} ({error.strerror}).", hint) from error
    except cv2.error as error:
        raise ConfigError(f"{path} cannot be written ({error}).", "Choose another name or folder.") from error


class PictureSource:
    """A still picture as an endless source.

    Args:
        path: of the picture.
        fps: frames per second.

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
        """Wait for a frame's time and return the picture."""
        time.sleep(self._period)
        return self._rgb

    def close(self) -> None:
        """Do nothing, as it has no resources."""


def _encoding(path: Path, quality: int | None) -> list[int]:
    """Return OpenCV's parameters for a quality; formats without loss have none."""
    keys = {".jpg": cv2.IMWRITE_JPEG_QUALITY, ".jpeg": cv2.IMWRITE_JPEG_QUALITY, ".webp": cv2.IMWRITE_WEBP_QUALITY}
    key = keys.get(path.suffix.lower())
    return [] if quality is None or key is None else [key, quality]
