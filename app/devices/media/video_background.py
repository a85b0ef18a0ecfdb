"""Videos and animated pictures as backgrounds."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from math import inf
from pathlib import Path

import av

from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.clip import MovingBackground, Shot
from app.core.errors import ConfigError
from app.core.types import Background, Fit, Rgb, Size
from app.devices.media.video_colours import rgb_of
from app.devices.media.video_reader import VideoReader

MOVING_SUFFIXES = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".wmv", ".3gp", ".ts"),
    *(".gif", ".apng"),
)
# One decodes ahead while the matte is computed; more would take the cores that need it.
_THREADS = 2


def is_moving(path: Path) -> bool:
    """Say whether a file's name is that of a video or an animated picture."""
    return path.suffix.lower() in MOVING_SUFFIXES


class VideoClip:
    """A file as `MovingBackground` plays it.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._reader = VideoReader(path, _THREADS)
        self._played = False

    def shots(self) -> Iterator[Shot]:
        """Yield the pictures from the first on, each by the file's own time.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        if self._played:
            self._reader.rewind()
        self._played = True
        for frame, begin in self._reader.frames():
            lasts = self._reader.seconds(frame.duration) or float(1 / self._reader.rate)
            yield Shot(begin, begin + lasts, partial(_draw, frame))

    def close(self) -> None:
        """Close the file."""
        self._reader.close()


def _draw(frame: av.VideoFrame, size: Size) -> Rgb:
    try:
        return rgb_of(frame, size)
    except (av.FFmpegError, ValueError) as error:
        raise ConfigError(
            f"Its video has pictures of a kind that is not known ({error}).", "Use another file."
        ) from error


def open_moving(path: Path, mode: Fit, patience: float = inf) -> Background:
    """Return a background that plays a file; a still one where there is but one picture.

    Args:
        path: of the file, opened again by the thread that plays it.
        mode: how it is fitted.
        patience: as `MovingBackground` takes it.

    Raises:
        ConfigError: it cannot be read or holds no picture.
    """
    pictures = first_pictures(path, 2)
    if len(pictures) == 1:
        return ImageBackground(pictures[0], mode)
    return MovingBackground(pictures[0], lambda: VideoClip(path), mode, patience)


def first_pictures(path: Path, count: int) -> list[Rgb]:
    """Return the first pictures of a file, RGB uint8 (H, W, 3), `count` of them or as many as there are.

    Raises:
        ConfigError: it cannot be read or holds no picture.
    """
    with VideoReader(path, _THREADS) as reader:
        pictures = [rgb_of(frame) for frame, _ in islice(reader.frames(), count)]
    if not pictures:
        raise ConfigError(f"{path} holds no picture.", "Use another file.")
    return pictures
