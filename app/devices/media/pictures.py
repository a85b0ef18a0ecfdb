"""Still pictures: reading, writing, and using one as a source."""

import errno
import io
import os
import struct
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import cv2
import numpy as np

from app.core.errors import ConfigError
from app.core.types import Rgb, Rgba, Size
from app.devices.media.coded_colours import CodedColours, hdr_colours
from app.devices.media.file_content import Content, content_of, is_heif
from app.devices.media.user_files import open_file
from app.language import _
from app.system_errors import reason_of
from bisenet.media.hdr import tone_mapped
from bisenet.media.transparency import opaque

if TYPE_CHECKING:
    import PIL.Image

JPEG_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".jfif")
# Those that can be written as well.
_WRITABLE_SUFFIXES = (*JPEG_SUFFIXES, ".png", ".webp", ".bmp", ".tif", ".tiff")
SUFFIXES = (*_WRITABLE_SUFFIXES, ".avif", ".heic", ".heif", ".ico", ".jp2", ".j2k")
# Nothing else is decoded, whatever the file's name: every decoder adds attack surface.
_FORMATS: tuple[str, ...] = ("AVIF", "BMP", "ICO", "JPEG", "JPEG2000", "PNG", "TIFF", "WEBP")
# What a PNG's grey value is multiplied by, by Pillow's name of its number of bits.
_GREY_STEPS = {"L;2": 85, "L;4": 17}
_ICON_START, _ICON_ENTRY_BYTES = b"\0\0\1\0", 16
_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
# The level of pixels that a JPEG lacks, and the rows of blocks that subsampled colours have in common.
_FILLER, _LAST_ROWS = 128, 2
# The largest sides of a picture in these formats.
_LONGEST_SIDES = {**dict.fromkeys(JPEG_SUFFIXES, 65500), ".webp": 16383}
_HEIF_FORMATS, _HEIF_HEAD = ("HEIF", "AVIF"), 16
_MAX_BYTES = 200 * 2**20
# Phones and good cameras have up to 64 megapixels; rendering such a picture takes 4 GB.
_MOST_PIXELS = 2**26


def is_picture(path: Path) -> bool:
    """Say whether a file is a still picture by its content, or by its name if the content is unknown."""
    content = content_of(path)
    return is_picture_name(path) if content is None else content is Content.PICTURE


def is_picture_name(path: Path) -> bool:
    """Say whether a file has the name of a picture."""
    return path.suffix.lower() in SUFFIXES


def can_be_written(path: Path) -> bool:
    """Say whether a picture can be written to a file of that name."""
    return path.suffix.lower() in _WRITABLE_SUFFIXES


def pictures_in(folder: Path) -> list[Path]:
    """Return the pictures in a folder, sorted by name; a file without the name of a picture may be one by its content.

    Raises:
        ConfigError: the folder cannot be read.
    """
    try:
        paths = [path for path in folder.iterdir() if (is_picture_name(path) or is_picture(path)) and path.is_file()]
    except OSError as error:
        raise ConfigError(
            _("{folder} cannot be read ({strerror}).").format(folder=folder, strerror=reason_of(error)),
            _("Check its permissions."),
        ) from error
    return sorted(paths, key=lambda path: (path.name.lower(), path.name))


def read_picture(path: Path, covering: Size | None = None, name: str | None = None) -> Rgb:
    """Read a picture as RGB uint8 (H, W, 3), rotated upright.

    Args:
        path: of the file; its content decides the format, not its name.
        covering: a size; a much larger JPEG may be returned smaller, but still covering it, which saves time.
        name: of the picture in messages; None for its path.

    Raises:
        ConfigError: the file is missing, too large or no picture, as its header says before anything is decoded.
    """
    from PIL import ImageOps

    name = name or str(path)
    with open_picture_file(path) as file, picture_errors(name):
        image = open_image(name, file)
        if covering is not None:
            image.draft("RGB", (covering.width, covering.height))
        colours = hdr_colours(file)
        if colours is not None:
            # It imports FFmpeg.
            from app.devices.media.hdr_pictures import read_deep

            if (deep := read_deep(path, file, image, colours)) is not None:
                return deep
        return rgb_of_image(ImageOps.exif_transpose(image), colours)


def open_picture_file(path: Path) -> BinaryIO:
    """Open a file for `open_image`.

    Raises:
        ConfigError: it is missing or too large.
    """
    return open_file(path, _MAX_BYTES)


@contextmanager
def picture_errors(name: Path | str) -> Iterator[None]:
    """Replace whatever Pillow raises by a `ConfigError` with the picture's name, and silence its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (ConfigError, MemoryError):
            raise
        except Exception as error:
            # For damaged files, decoders raise all kinds of errors.
            raise ConfigError(
                _("{path} is not a picture that can be read.").format(path=name), _("Use a JPEG, PNG or WebP file.")
            ) from error


def open_image(name: Path | str, file: BinaryIO) -> "PIL.Image.Image":
    """Return a Pillow image, whose pixels are decoded when they are used; within `picture_errors`.

    Args:
        name: of the picture in messages, such as its path.
        file: stays open while the image is used.

    Raises:
        ConfigError: it is too large, as its header says before anything is decoded.
    """
    # Pillow takes a while to import, and not every background needs it.
    from PIL import Image

    # Pillow's own limit prints a warning to the terminal.
    Image.MAX_IMAGE_PIXELS = None
    formats = _FORMATS
    if is_heif(file.read(_HEIF_HEAD)):
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        formats = _HEIF_FORMATS
    _check_icon(name, file)
    image = Image.open(_with_end(file), formats=formats)
    _check_pixels(name, *image.size)
    _match_transparency(image)
    return image


def _with_end(file: BinaryIO) -> BinaryIO:
    """Return a file, or a copy with the end that a JPEG lacks: as in every viewer, missing pixels are grey then.

    Pillow has a switch for that, but it counts for all threads and formats.
    """
    if not _lacks_end(file):
        return file
    return io.BytesIO(file.read() + _JPEG_END)


def _lacks_end(file: BinaryIO) -> bool:
    """Say whether a file is a JPEG without its end; the file's position becomes its start."""
    file.seek(0)
    is_jpeg = file.read(len(_JPEG_START)) == _JPEG_START
    file.seek(-min(len(_JPEG_END), file.seek(0, os.SEEK_END)), os.SEEK_END)
    has_end = file.read() == _JPEG_END
    file.seek(0)
    return is_jpeg and not has_end


def missing_share(path: Path, name: str | None = None) -> float:
    """Return how much of a JPEG is missing because the file ends early, 0 .. 1; 0 for other files.

    Decoders fill what is missing with grey. A last row of blocks alone does not count.

    Args:
        path: of the file.
        name: of the picture in messages; None for its path.

    Raises:
        ConfigError: the file cannot be read.
    """
    name = name or str(path)
    with open_picture_file(path) as file, picture_errors(name):
        if not _lacks_end(file):
            return 0.0
        image = open_image(name, file)
        # One pixel for each block of 8 x 8.
        image.draft(None, (1, 1))
        levels = np.asarray(image, np.int16)
        is_grey = np.asarray((abs(levels - _FILLER) <= 1).all(axis=tuple(range(1, levels.ndim))))
        missing = len(levels) if is_grey.all() else int(is_grey[::-1].argmin())
        return missing / len(levels) if missing > _LAST_ROWS else 0.0


def rgb_of_image(image: "PIL.Image.Image", colours: CodedColours | None = None) -> Rgb:
    """Return an image of any mode in the colours of a standard display; transparent pixels show a plain colour.

    Args:
        image: with its pixels as the file has them.
        colours: of HDR; None for others.

    Returns:
        RGB uint8 (H, W, 3).
    """
    # It imports Pillow, too.
    from app.devices.media.colour_profiles import in_srgb

    alpha = None
    if image.mode.startswith("I;16"):
        levels = np.asarray(image)
        if isinstance(hidden := image.info.get("transparency"), int):
            alpha = np.where(levels == hidden, np.uint8(0), np.uint8(255))
        # Pillow would clip 16 bits at 255.
        rgb = np.asarray(cv2.cvtColor((levels >> 8).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)
    else:
        if image.has_transparency_data:
            rgba = image.convert("RGBA")
            alpha = np.asarray(rgba.getchannel("A"), np.uint8)
            image = rgba.convert("RGB")
        rgb = np.asarray(in_srgb(image) if colours is None else _in_standard(image, colours), np.uint8)
    return rgb if alpha is None else opaque(rgb, alpha)


def _in_standard(image: "PIL.Image.Image", colours: CodedColours) -> Rgb:
    # 8 bits become 16: 255 becomes 65535.
    pixels = np.asarray(image.convert("RGB"), np.uint16) * np.uint16(257)
    return tone_mapped(pixels, colours.transfer, colours.primaries)


def _check_icon(name: Path | str, file: BinaryIO) -> None:
    """Check the pictures of an icon file, which Pillow decodes at once; their sizes may differ from the file's table.

    The file's position becomes its start.
    """
    file.seek(0)
    start = file.read(6)
    count = int.from_bytes(start[4:6], "little") if start.startswith(_ICON_START) else 0
    for entry in [file.read(_ICON_ENTRY_BYTES) for _entry in range(count)]:
        file.seek(int.from_bytes(entry[12:16], "little"))
        head = file.read(24)
        if head.startswith(b"\x89PNG"):
            _check_pixels(name, *struct.unpack_from(">II", head, 16))
        else:
            width, height = struct.unpack_from("<ii", head, 4)
            _check_pixels(name, abs(width), abs(height))
    file.seek(0)


def _match_transparency(image: "PIL.Image.Image") -> None:
    """Scale the transparent colour of a PNG like its pixels; Pillow leaves it in the file's own number of bits."""
    from PIL.PngImagePlugin import PngImageFile

    hidden = image.info.get("transparency")
    bits = image.tile[0].args if isinstance(image, PngImageFile) and image.tile else None
    if isinstance(hidden, int) and bits in _GREY_STEPS:
        image.info["transparency"] = hidden * _GREY_STEPS[bits]
    elif isinstance(hidden, tuple) and bits == "RGB;16B":
        image.info["transparency"] = tuple(value >> 8 for value in hidden)


def _check_pixels(name: Path | str, width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise ConfigError(
            _("{path} has {width}x{height} pixels.").format(path=name, width=width, height=height),
            _("Use at most {most_pixels} megapixels.").format(most_pixels=_MOST_PIXELS // 10**6),
        )


def write_picture(path: Path, pixels: Rgb | Rgba, quality: int | None = None) -> None:
    """Write RGB uint8 (H, W, 3), or RGBA (H, W, 4) with straight alpha, in the format of the suffix.

    Args:
        path: to write.
        pixels: of the picture.
        quality: of JPEG and WebP, 1 to 100; None for 95, or for WebP without loss.

    Raises:
        ConfigError: the format is unknown or too small for the picture, or the file cannot be written.
    """
    longest = _LONGEST_SIDES.get(path.suffix.lower(), max(pixels.shape))
    if max(pixels.shape) > longest:
        message = _("A {suffix} picture has sides of at most {longest} pixels.").format(
            suffix=path.suffix, longest=longest
        )
        raise ConfigError(message, _("Choose a .png name or a smaller --size."))
    order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    try:
        suffix = ".jpg" if path.suffix.lower() == ".jfif" else path.suffix
        good, data = cv2.imencode(suffix, cv2.cvtColor(pixels, order), _encoding(path, quality))
        if not good:
            raise ConfigError(_("The picture could not be encoded."), _("Choose a .png name."))
        path.write_bytes(data.tobytes())
    except OSError as error:
        hint = _("Make room on the disk.") if error.errno == errno.ENOSPC else _("Choose another name or folder.")
        # The message omits the name, which may be a temporary one.
        raise ConfigError(
            _("Pictures cannot be written to {parent} ({strerror}).").format(
                parent=path.parent, strerror=reason_of(error)
            ),
            hint,
        ) from error
    except cv2.error as error:
        raise ConfigError(
            _("{path} cannot be written ({error}).").format(path=path, error=reason_of(error)),
            _("Choose another name or folder."),
        ) from error


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
    keys = dict.fromkeys(JPEG_SUFFIXES, cv2.IMWRITE_JPEG_QUALITY)
    key = {**keys, ".webp": cv2.IMWRITE_WEBP_QUALITY}.get(path.suffix.lower())
    return [] if quality is None or key is None else [key, quality]
