"""Animated pictures that Pillow reads and FFmpeg does not, such as WebP, as moving backgrounds."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.compositing.clip import Shot
from app.core.types import Rgb, Size
from app.devices.media.pictures import open_image, open_picture_file, picture_errors, rgb_of_image

if TYPE_CHECKING:
    import PIL.Image

# Browsers show a picture that says less for this long, in seconds.
_SHORTEST, _USUAL = 0.011, 0.1


class AnimatedPictureClip:
    """An animated picture as a `Clip` for `MovingBackground`.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = open_picture_file(path)

    def shots(self) -> Iterator[Shot]:
        """Yield the pictures from the first on, with the file's own times.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        from PIL import ImageOps

        self._file.seek(0)
        begin = 0.0
        with picture_errors(self._path):
            image = open_image(self._path, self._file)
            count = getattr(image, "n_frames", 1)
        for index in range(count):
            with picture_errors(self._path):
                image.seek(index)
                image.load()
                duration = image.info.get("duration", 0) / 1000
                upright = ImageOps.exif_transpose(image)
            end = begin + (duration if duration >= _SHORTEST else _USUAL)
            yield Shot(begin, end, partial(self._draw, upright))
            begin = end

    def _draw(self, image: "PIL.Image.Image", size: Size) -> Rgb:
        with picture_errors(self._path):
            return rgb_of_image(image)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
