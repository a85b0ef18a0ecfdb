"""Writes pictures atomically."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bisenet.classes import Classes
from bisenet.errors import DataError
from bisenet.files import replacing
from bisenet.language import _

_JPEG_QUALITY = 92
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".webp": "WEBP"}


def write_picture(path: Path, pixels: NDArray[np.uint8], quality: int = _JPEG_QUALITY) -> None:
    """Write RGB uint8 (H, W, 3) or grey uint8 (H, W) as the suffix says: .png, .jpg or .webp.

    Args:
        path: to write; its folder is created if missing.
        pixels: of the picture.
        quality: of .jpg and .webp, 1 .. 100.

    Raises:
        DataError: the file cannot be written.
    """
    _save(path, Image.fromarray(pixels), quality)


def write_index_mask(path: Path, labels: NDArray[np.uint8], classes: Classes) -> None:
    """Write class indices, uint8 (H, W), as a .png whose palette holds the classes' colours.

    Raises:
        DataError: the file cannot be written.
    """
    image = Image.fromarray(labels)
    palette = np.zeros((256, 3), np.uint8)
    palette[classes.ignored] = 255
    palette[: len(classes)] = classes.colours
    image.putpalette(palette.tobytes())
    _save(path, image, _JPEG_QUALITY)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents if missing.

    Raises:
        DataError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise DataError(_("{folder} is a file; choose a folder.").format(folder=folder)) from error
    except OSError as error:
        raise DataError(
            _("The folder {folder} cannot be made ({strerror}); choose another one.").format(
                folder=folder, strerror=error.strerror
            )
        ) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; its folder is created if missing.

    Raises:
        DataError: the file cannot be written.
    """
    make_folder(path.parent)
    with replacing(path) as beside:
        beside.write_bytes(content)


def copy_file(source: Path, path: Path) -> None:
    """Copy a file, whole or not at all; its folder is created if missing.

    Raises:
        DataError: `source` cannot be read or `path` not be written.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise DataError(
            _("{source} cannot be read ({strerror}); give another file.").format(source=source, strerror=error.strerror)
        ) from error
    write_bytes(path, content)


def _save(path: Path, image: Image.Image, quality: int) -> None:
    content = io.BytesIO()
    try:
        image.save(content, _FORMATS[path.suffix.lower()], quality=quality)
    except (OSError, ValueError) as error:
        # JPEG ends at 65,535 pixels a side, WebP at 16,383.
        raise DataError(
            _("{path} cannot be written ({error}); choose a smaller picture.").format(path=path, error=error)
        ) from error
    write_bytes(path, content.getvalue())
