"""Opening what moves, a video or an animated picture, with the reader that suits it."""

from pathlib import Path

from app.core.types import Size
from app.devices.media.animated_pictures import AnimatedPictureReader
from app.devices.media.file_content import Content, content_of
from app.devices.media.video_reader import VideoReader

Film = VideoReader | AnimatedPictureReader
# Larger than any frame, so that none is drawn smaller.
FULL_SIZE = Size(2**16, 2**16)


def open_film(path: Path, threads: int = 0) -> Film:
    """Return the reader for a video or an animated picture.

    Args:
        path: of the file.
        threads: as for `VideoReader`.

    Raises:
        ConfigError: it cannot be read.
    """
    is_for_pillow = content_of(path) is Content.ANIMATED_PICTURE
    return AnimatedPictureReader(path) if is_for_pillow else VideoReader(path, threads)
