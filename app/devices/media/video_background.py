"""Videos and animated pictures as backgrounds."""

from collections.abc import Iterator
from itertools import islice
from math import inf
from pathlib import Path

from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.clip import MovingBackground, Shot
from app.core.errors import ConfigError
from app.core.types import Background, Fit, Rgb
from app.devices.media.file_content import Content, content_of
from app.devices.media.film import FULL_SIZE, open_film
from app.language import _

MOVING_SUFFIXES = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".wmv", ".3gp", ".ts"),
    *(".gif", ".apng"),
)
# One thread decodes ahead while the matte is computed; more would take its cores.
_THREADS = 2


def is_moving(path: Path) -> bool:
    """Say whether a file is a video or an animated picture by its content, or by its name if the content is unknown."""
    content = content_of(path)
    if content is None:
        return path.suffix.lower() in MOVING_SUFFIXES and not path.is_dir()
    return content is not Content.PICTURE


class FilmClip:
    """A file as a `Clip` for `MovingBackground`.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._film = open_film(path, _THREADS)
        self._played = False

    def shots(self) -> Iterator[Shot]:
        """Yield the pictures from the first on, with the file's own times.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        if self._played:
            self._film.rewind()
        self._played = True
        yield from self._film.shots()

    def close(self) -> None:
        """Close the file."""
        self._film.close()


def open_moving(path: Path, mode: Fit, patience: float = inf) -> Background:
    """Return a background that plays a file; a still one if it contains a single picture.

    Args:
        path: of the file, reopened by the thread that plays it.
        mode: how it is fitted.
        patience: as for `MovingBackground`.

    Raises:
        ConfigError: it cannot be read or contains no picture.
    """
    pictures = first_pictures(path, 2)
    if len(pictures) == 1:
        return ImageBackground(pictures[0], mode)
    return MovingBackground(pictures[0], lambda: FilmClip(path), mode, patience)


def first_pictures(path: Path, count: int) -> list[Rgb]:
    """Return the first pictures of a file, RGB uint8 (H, W, 3), at most `count`.

    Raises:
        ConfigError: it cannot be read or contains no picture.
    """
    with open_film(path, _THREADS) as film:
        pictures = [shot.draw(FULL_SIZE) for shot in islice(film.shots(), count)]
    if not pictures:
        raise ConfigError(_("{path} contains no picture.").format(path=path), _("Use another file."))
    return pictures
