"""Numbered pictures, one for each frame of a video: `frames/%05d.png`."""

import re
from contextlib import suppress
from pathlib import Path

from app.core.errors import ConfigError
from app.core.types import Rgb, Rgba
from app.devices.media.pictures import can_be_written, write_picture
from app.language import _
from bisenet.files import replacing

_NUMBER = re.compile(r"%(0?\d?)d")


def is_sequence_name(path: Path) -> bool:
    """Say whether pictures can be written under a name with numbers: one %d, %4d or %04d and a suffix such as .png."""
    return can_be_written(path) and len(_NUMBER.findall(path.name)) == 1


class PictureSequence:
    """Writes numbered pictures, from 1; pictures that are there are replaced one by one.

    Args:
        pattern: path whose name holds `%d`, or `%05d` for five digits.
        source: the video, which is never replaced.
        quality: as of `write_picture`.

    Raises:
        ConfigError: one of the pictures would have the name of `source`.
    """

    def __init__(self, pattern: Path, source: Path, quality: int | None = None) -> None:
        self._pattern = pattern
        for path in self._existing().values():
            if path.samefile(source):
                raise ConfigError(
                    _("The picture {path} would replace the input file.").format(path=path), _("Choose another output.")
                )
        self._quality = quality
        self._written = 0

    def write(self, pixels: Rgb | Rgba) -> None:
        """Write the next picture.

        Raises:
            ConfigError: it cannot be written.
        """
        self._written += 1
        path = self._path(self._written)
        if not self._pattern.parent.is_dir():
            raise ConfigError(
                _("There is no folder {folder}.").format(folder=self._pattern.parent),
                _("Create it, or choose another output."),
            )
        with replacing(path) as beside:
            write_picture(beside, pixels, self._quality)

    def left_over(self) -> list[Path]:
        """Return the pictures whose numbers are above those written, as an earlier, longer run leaves them."""
        existing = self._existing()
        return [existing[number] for number in sorted(existing) if number > self._written]

    def _path(self, number: int) -> Path:
        return self._pattern.with_name(_NUMBER.sub(lambda match: f"%{match[1]}d" % number, self._pattern.name))

    def _existing(self) -> dict[int, Path]:
        """Return the files that have names of the sequence, by their numbers."""
        start, _digits, end = _NUMBER.split(self._pattern.name)
        # Some systems take names that differ in case for one file.
        name = re.compile(rf"{re.escape(start)} *(\d+){re.escape(end)}", re.IGNORECASE)
        found = {}
        # If the folder is missing, `write` raises the error.
        with suppress(OSError):
            for entry in self._pattern.parent.iterdir():
                match = name.fullmatch(entry.name)
                if match is not None and int(match[1]) and (path := self._path(int(match[1]))).exists():
                    found[int(match[1])] = path
        return found
