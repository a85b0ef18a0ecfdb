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
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.video_reader import VideoReader

MOVING_SUFFIXES = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".wmv", ".3gp", ".ts"),
    *(".gif", ".apng"),
)
# One thread decodes ahead while the matte is computed; more would take its cores.
_THREADS = 2


def is_moving(path: Path) -> bool:
    """Say whether a file has the name of a video or an animated picture."""
    return path.suffix.lower() in MOVING_SUFFIXES


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
            lasts = self._reader.seconds(frame.duration) or float(1 / self._reader.rate)
            yield Shot(begin, begin + lasts, partial(_draw, frame))

    def close(self) -> None:
        """Close the file."""
        self._reader.close()


def _draw(frame: av.VideoFrame, size: Size) -> Rgb:
    try:
        return rgb_of(frame, size)
    except (av.FFmpegError, ValueError) as error:
        raise ConfigError(f"Its video has an unknown picture format ({error}).", "Use another file.") from error


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
    return MovingBackground(pictures[0], lambda: VideoClip(path), mode, patience)


def first_pictures(path: Path, count: int) -> list[Rgb]:
    """Return the first pictures of a file, RGB uint8 (H, W, 3), at most `count`.

    Raises:
        ConfigError: it cannot be read or contains no picture.
    """
    with VideoReader(path, _THREADS) as reader:
        pictures = [rgb_of(frame) for frame, _ in islice(reader.frames(), count)]
    if not pictures:
        raise ConfigError(f"{path} contains no picture.", "Use another file.")
    return pictures
