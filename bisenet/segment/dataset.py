"""Segmented photos and videos as a data set, to be corrected by hand and trained with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bisenet.classes import CLASSES_FILE, Classes, read_classes
from bisenet.data.folder import IGNORED
from bisenet.errors import DataError
from bisenet.media.pictures import copy_file, write_bytes, write_index_mask, write_picture
from bisenet.media.videos import VideoReader
from bisenet.segment.jobs import Job
from bisenet.segment.results import Segmented, Take

# High enough to leave out most outlines and doubtful places, which would teach the model its own mistakes.
SURE = 0.8
_FRAME_QUALITY = 95


@dataclass(frozen=True)
class DatasetFolder:
    """Writes what `bisenet train` and `bisenet evaluate` read: `images/`, `masks/NAME.png` and `classes.json`.

    Photos are copied as they are, pictures of a video are `NAME-000001.jpg`. A model of people gives masks of 0 and
    255, 128 where it is unsure, and no `classes.json`; others give class indices, and the classes' ignored value where
    they are unsure.

    Attributes:
        out: folder; a data set of the same classes may be there already.
        classes: of the model.
        people: whether they are those of a model of people alone.
        sure: probability of the likeliest class below which a pixel is marked as unsure, 0 .. 1.
    """

    out: Path
    classes: Classes
    people: bool
    sure: float = SURE

    def targets(self, job: Job) -> list[Path]:
        """Return the files that will be written for a photo or video, as far as is known."""
        image, mask = self._paths(job, 1)
        return [image, mask]

    @contextmanager
    def writing(self, job: Job, reader: VideoReader | None) -> Iterator[Take]:
        """Return what takes the pictures of a photo or video one after another.

        Raises:
            DataError: the folder holds other classes, or something cannot be written.
        """
        self._write_classes()

        def take(seen: Segmented) -> None:
            image, mask = self._paths(job, seen.frame.number)
            # An image without its mask would be a broken data set, a mask without its image is not looked at.
            self._write_mask(mask, seen)
            if job.is_video:
                write_picture(image, seen.frame.rgb, _FRAME_QUALITY)
            else:
                copy_file(job.source, image)

        yield take

    def _paths(self, job: Job, number: int) -> tuple[Path, Path]:
        name = f"{job.name}-{number:06}" if job.is_video else job.name
        suffix = ".jpg" if job.is_video else job.source.suffix
        return self.out / "images" / f"{name}{suffix}", self.out / "masks" / f"{name}.png"

    def _write_mask(self, path: Path, seen: Segmented) -> None:
        unsure = seen.highest < self.sure
        if self.people:
            write_picture(path, np.where(unsure, np.uint8(IGNORED), seen.labels * np.uint8(255)))
        else:
            write_index_mask(path, np.where(unsure, np.uint8(self.classes.ignored), seen.labels), self.classes)

    def _write_classes(self) -> None:
        path = self.out / CLASSES_FILE
        there = read_classes(path) if path.exists() else None
        if there is None and not self.people:
            write_bytes(path, f"{json.dumps(self.classes.to_dict(), indent=2)}\n".encode())
        elif there is not None and (self.people or there != self.classes):
            raise DataError(f"{self.out} is a data set of other classes; choose another folder.")
