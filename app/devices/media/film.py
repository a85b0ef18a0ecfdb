"""Opens a video or an animated picture with the reader for its format."""

from itertools import islice
from pathlib import Path

from app.core.errors import ConfigError
from app.core.values import Size
from app.devices.media.animated_pictures import AnimatedPictureReader
from app.devices.media.file_content import Content, content_of, is_animation
from app.devices.media.pictures import is_picture
from app.devices.media.video_reader import VideoReader

Film = VideoReader | AnimatedPictureReader
# Larger than any frame, so that none is drawn smaller.
FULL_SIZE = Size(2**16, 2**16)


def open_film(path: Path, threads: int = 0, name: str | None = None) -> Film:
    """Return the reader for a video or an animated picture.

    Args:
        path: of the file.
        threads: as for `VideoReader`.
        name: of the film in messages; None for its path.

    Raises:
        ConfigError: it cannot be read.
    """
    is_for_pillow = content_of(path) is Content.ANIMATED_PICTURE
    return AnimatedPictureReader(path, name) if is_for_pillow else VideoReader(path, threads, name)


def is_still(path: Path) -> bool:
    """Say whether a file is a picture, or an animation with a single one, as many GIFs are."""
    if is_picture(path) or not is_animation(path):
        return is_picture(path)
    try:
        with open_film(path, 1) as film:
            return len(list(islice(film.shots(), 2))) == 1
    except ConfigError:
        return False
