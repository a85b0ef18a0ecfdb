"""Numbered pictures, one for each frame of a video: `frames/%05d.png`."""

import re
from pathlib import Path

from app.core.errors import ConfigError
from app.core.types import Rgb, Rgba
from app.devices.media.pictures import SUFFIXES, write_picture
from bisenet.files import replacing

_NUMBER = re.compile(r"%(0?\d?)d")


def is_sequence_name(path: Path) -> bool:
    """Say whether a name is that of numbered pictures: a picture's name with one %d, %4d or %04d."""
    return path.suffix.lower() in SUFFIXES and len(_NUMBER.findall(path.name)) == 1


class PictureSequence:
    """Writes numbered pictures, from 1; pictures that are there are replaced one by one.

    Args:
        pattern: path whose name holds `%d`, or `%05d` for five digits.
        quality: as of `write_picture`.
    """

    def __init__(self, pattern: Path, quality: int | None = None) -> None:
        self._pattern = pattern
        self._quality = quality
        self._written = 0

    def write(self, pixels: Rgb | Rgba) -> None:
        """Write the next picture.

        Raises:
            ConfigError: it cannot be written.
        """
        self._written += 1
        number = self._written
        name = _NUMBER.sub(lambda match: f"%{match[1]}d" % number, self._pattern.name)
        if not self._pattern.parent.is_dir():
            raise ConfigError(f"There is no folder {self._pattern.parent}.", "Create it, or choose another output.")
        with replacing(self._pattern.with_name(name)) as beside:
            write_picture(beside, pixels, self._quality)
