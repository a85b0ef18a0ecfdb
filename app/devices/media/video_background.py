"""Videos and animated pictures as backgrounds."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from math import inf
from pathlib import Path

from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.clip import MovingBackground, Shot
from app.core.errors import ConfigError
from app.core.types import Background, Fit, Rgb, Size
from app.devices.media.animated_pictures import AnimatedPictureClip
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.file_content import Content, content_of
from app.devices.media.video_reader import VideoReader

MOVING_SUFFIXES = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".wmv", ".3gp", ".ts"),
    *(".gif", ".apng"),
)
# One thread decodes ahead while the matte is computed; more would take its cores.
_THREADS = 2
# Animated pictures are always drawn in full size.
_ANY_SIZE = Size(1, 1)


def is_moving(path: Path) -> bool:
    """Say whether a file is a video or an animated picture by its content, or by its name if the content is unknown."""
    content = content_of(path)
    if content is None:
        return path.suffix.lower() in MOVING_SUFFIXES and not path.is_dir()
    return content is not Content.PICTURE


class VideoClip:
    """A file as a `Clip` for `MovingBackground`.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._reader = VideoReader(path, _THREADS)
        self._played = False

    def shots(self) -> Iterator[Shot]:
        """Yield the pictures from the first on, with the file's own times.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        if self._played:
            self._reader.rewind()
        self._played = True
        for frame, begin in self._reader.frames():
            lasts = self._reader.seconds(frame.frame.duration or 0) or float(1 / self._reader.rate)
            yield Shot(begin, begin + lasts, partial(rgb_of, frame))

    def close(self) -> None:
        """Close the file."""
        self._reader.close()


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
    clip = AnimatedPictureClip if content_of(path) is Content.ANIMATED_PICTURE else VideoClip
    return MovingBackground(pictures[0], lambda: clip(path), mode, patience)


def first_pictures(path: Path, count: int) -> list[Rgb]:
    """Return the first pictures of a file, RGB uint8 (H, W, 3), at most `count`.

    Raises:
        ConfigError: it cannot be read or contains no picture.
    """
    if content_of(path) is Content.ANIMATED_PICTURE:
        with closing(AnimatedPictureClip(path)) as clip:
            return [shot.draw(_ANY_SIZE) for shot in islice(clip.shots(), count)]
    with VideoReader(path, _THREADS) as reader:
        pictures = [rgb_of(frame) for frame, _ in islice(reader.frames(), count)]
    if not pictures:
        raise ConfigError(f"{path} contains no picture.", "Use another file.")
    return pictures
