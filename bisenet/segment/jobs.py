"""Photos and videos to segment, each under a unique name, read picture by picture."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bisenet.data.folder import SUFFIXES, read_rgb
from bisenet.errors import DataError
from bisenet.media.videos import SUFFIXES as VIDEO_SUFFIXES
from bisenet.media.videos import VideoReader


class UnreadableError(DataError):
    """A photo or video that cannot be read, which does not stop the others."""


@dataclass(frozen=True)
class Frame:
    """A photo, or a picture of a video.

    Attributes:
        rgb: uint8 (H, W, 3).
        number: of a video's picture, from 1 on.
        stamp: its time in the video, in units of the reader.
    """

    rgb: NDArray[np.uint8]
    number: int = 1
    stamp: int = 0


@dataclass(frozen=True)
class Job:
    """A photo or a video.

    Attributes:
        source: the file.
        is_video: whether it is a video.
    """

    source: Path
    is_video: bool

    @property
    def name(self) -> str:
        """Base name of its results."""
        return self.source.stem

    def count(self, every: int = 1) -> int:
        """Return about how many pictures `frames` yields; 0 where that is not known."""
        if not self.is_video:
            return 1
        try:
            with VideoReader(self.source) as reader:
                return -(-reader.count // every)
        except DataError:
            return 0

    @contextmanager
    def open(self) -> Iterator[VideoReader | None]:
        """Open a video; None for a photo.

        Raises:
            UnreadableError: it cannot be read.
        """
        if not self.is_video:
            yield None
            return
        try:
            reader = VideoReader(self.source)
        except DataError as error:
            raise UnreadableError(str(error)) from error
        with reader:
            yield reader

    def frames(self, reader: VideoReader | None, every: int = 1) -> Iterator[Frame]:
        """Yield the photo, or every `every`th picture of the video, the first included.

        Raises:
            UnreadableError: the file cannot be read or is damaged.
        """
        try:
            if reader is None:
                yield Frame(read_rgb(self.source))
                return
            number = 0
            for number, (rgb, stamp) in enumerate(reader, 1):
                if (number - 1) % every == 0:
                    yield Frame(rgb, number, stamp)
        except DataError as error:
            raise UnreadableError(str(error)) from error
        if number == 0:
            raise UnreadableError(f"{self.source} holds no picture; give another video.")


def find_jobs(inputs: Iterable[Path], out: Path) -> list[Job]:
    """Return the photos and videos among files and in folders, in name order within a folder.

    Args:
        inputs: photos, videos and folders of them.
        out: folder that is to hold the results.

    Raises:
        DataError: an input is missing, neither photo nor video, or empty; two would have results of the same name; or
            `out` is an input or a file.
    """
    try:
        if out.exists() and not out.is_dir():
            raise DataError(f"{out} is a file; give a folder for the results.")
        jobs = [job for path in inputs for job in _jobs_of(path, out)]
    except OSError as error:
        raise DataError(f"{error.filename} cannot be used ({error.strerror}); give another one.") from error
    _check_names(jobs)
    return jobs


def _jobs_of(path: Path, out: Path) -> list[Job]:
    if path.is_dir():
        if out.exists() and out.samefile(path):
            raise DataError(f"{out} is an input; choose another folder for the results.")
        found = [job for job in map(_job_of, sorted(path.iterdir())) if job is not None]
        if not found:
            raise DataError(f"The folder {path} holds no photo or video; give another one.")
        return found
    if not path.exists():
        raise DataError(f"There is no {path}; give a photo, a video or a folder of them.")
    job = _job_of(path)
    if job is None:
        kinds = ", ".join(sorted(SUFFIXES | VIDEO_SUFFIXES))
        raise DataError(f"{path} is neither a photo nor a video; give one of: {kinds}.")
    return [job]


def _job_of(path: Path) -> Job | None:
    suffix = path.suffix.lower()
    if path.name.startswith(".") or not path.is_file() or suffix not in SUFFIXES | VIDEO_SUFFIXES:
        return None
    return Job(path, suffix in VIDEO_SUFFIXES)


def _check_names(jobs: Iterable[Job]) -> None:
    # Some file systems take no notice of capitals.
    seen: dict[str, Path] = {}
    for job in jobs:
        other = seen.setdefault(job.name.lower(), job.source)
        if other != job.source:
            raise DataError(f"{other} and {job.source} would have results of the same name; rename one of them.")
