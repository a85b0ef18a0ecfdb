"""Segmented photos and videos as a data set, to be corrected by hand and trained with."""

import json
from collections.abc import Iterator, Sequence
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
TRAIN, VAL = "train", "val"


@dataclass(frozen=True)
class DatasetFolder:
    """Writes what `bisenet train` and `bisenet evaluate` read: `images/`, `masks/NAME.png` and `classes.json`.

    Photos are copied as they are, pictures of a video are `NAME-000001.jpg`. A model of people gives masks of 0 and
    255, 128 where it is unsure, and no `classes.json`; others give class indices, and the classes' ignored value where
    they are unsure. With `held_back`, `train/` and `val/` inside the folder each hold `images/` and `masks/`.

    Attributes:
        out: folder; a data set of the same classes may be there already.
        classes: of the model.
        people: whether they are those of a model of people alone.
        sure: probability of the likeliest class below which a pixel is marked as unsure, 0 .. 1.
        held_back: photos and videos that go to `val/` while the others go to `train/`; None writes one set.
    """

    out: Path
    classes: Classes
    people: bool
    sure: float = SURE
    held_back: frozenset[Job] | None = None

    def targets(self, job: Job) -> list[Path]:
        """Return the files that will be written for a photo or video, as far as is known."""
        image, mask = self._paths(job, 1)
        return [image, mask]

    @contextmanager
    def writing(self, job: Job, reader: VideoReader | None) -> Iterator[Take]:
        """Return what takes the pictures of a photo or video one after another.

        Raises:
            DataError: the folder holds other classes, the picture is in the other part, or something cannot be written.
        """
        self._check_other_part(job)
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
        folder = self.out / self._part(job)
        return folder / "images" / f"{name}{suffix}", folder / "masks" / f"{name}.png"

    def _part(self, job: Job, *, other: bool = False) -> str:
        if self.held_back is None:
            return ""
        return VAL if (job in self.held_back) != other else TRAIN

    def _check_other_part(self, job: Job) -> None:
        """Check that a picture to train with is not held back as well, as an earlier run may have done it."""
        if self.held_back is None:
            return
        image, _ = self._paths(job, 1)
        there = self.out / self._part(job, other=True) / "images" / image.name
        if there.exists():
            raise DataError(f"{there} is there already, and would be in {TRAIN}/ and {VAL}/; choose another folder.")

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


def hold_back(jobs: Sequence[Job], count: int) -> frozenset[Job]:
    """Return `count` photos and videos, spread evenly over all.

    Neighbours in name order often show the same moment, so these are not the last ones but every nth one.

    Raises:
        DataError: none would be left to train with.
    """
    if count >= len(jobs):
        raise DataError(
            f"{count} of {len(jobs)} photos and videos cannot be held back, since none would be left to train with; "
            "give fewer to hold back, or more photos."
        )
    return frozenset(jobs[(2 * place + 1) * len(jobs) // (2 * count)] for place in range(count))
