"""Writes the results for a segmented photo or video: overlays, masks, probabilities."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bisenet.classes import Classes
from bisenet.files import replacing
from bisenet.inference.class_segmenter import Answer
from bisenet.media.folders import filling
from bisenet.media.overlay import OPACITY, draw_overlay
from bisenet.media.pictures import make_folder, write_index_mask, write_picture
from bisenet.media.videos import VideoReader, VideoWriter
from bisenet.segment.jobs import Frame, Job

OVERLAY, MASK, PROBABILITIES = "overlay", "mask", "classes"
KINDS = (OVERLAY, MASK, PROBABILITIES)


@dataclass(frozen=True)
class Segmented:
    """A photo or a picture of a video, and its classes.

    Attributes:
        frame: the picture.
        answer: probabilities of all classes.
        labels: index of the likeliest class, uint8 (H, W).
        highest: its probability, float32 (H, W).
    """

    frame: Frame
    answer: Answer
    labels: NDArray[np.uint8]
    highest: NDArray[np.float32]


Take = Callable[[Segmented], None]


class Results(Protocol):
    """Writes what was found."""

    def targets(self, job: Job) -> list[Path]:
        """Return the files that will be written for a photo or video, and folders that will be filled."""

    def writing(self, job: Job, reader: VideoReader | None) -> AbstractContextManager[Take]:
        """Return what takes the pictures of a photo or video one after another.

        Nothing half-written stays where the context is left by an error, and nothing is lost that was there before.
        """


@dataclass(frozen=True)
class Views:
    """Writes what people look at, or take into other programs.

    Of a photo: `NAME.overlay.jpg`, or `.png` if it is one; the mask `NAME.mask.png`; and the probability of each class
    as `NAME/CLASS.png`, 0 .. 255. Of a video: `NAME.overlay.mp4`, masks `NAME/000001.png`, and `NAME/CLASS/000001.png`.
    A mask holds class indices with the classes' colours for a palette; that of a model of people is 0 and 255.

    Attributes:
        out: folder.
        classes: of the model.
        people: whether they are those of a model of people alone.
        kinds: what is written, of `KINDS`.
        opacity: of the overlays' colours, 0 .. 1.
    """

    out: Path
    classes: Classes
    people: bool
    kinds: Collection[str] = (OVERLAY,)
    opacity: float = OPACITY

    def targets(self, job: Job) -> list[Path]:
        """Return the files that will be written for a photo or video, and folders that will be filled."""
        wanted = ((OVERLAY, self._overlay(job)), (MASK, self._mask(job)), (PROBABILITIES, self.out / job.name))
        return [path for kind, path in wanted if kind in self.kinds]

    @contextmanager
    def writing(self, job: Job, reader: VideoReader | None) -> Iterator[Take]:
        """Return what takes the pictures of a photo or video one after another.

        Raises:
            DataError: something cannot be written.
        """
        make_folder(self.out)
        with self._photo(job) if reader is None else self._video(job, reader) as take:
            yield take

    @contextmanager
    def _photo(self, job: Job) -> Iterator[Take]:
        folder = filling(self.out / job.name) if PROBABILITIES in self.kinds else nullcontext(self.out)
        with folder as probabilities:

            def take(seen: Segmented) -> None:
                if OVERLAY in self.kinds:
                    write_picture(self._overlay(job), self._drawn(seen))
                if MASK in self.kinds:
                    self._write_mask(self._mask(job), seen)
                if PROBABILITIES in self.kinds:
                    self._write_probabilities(seen, lambda name: probabilities / f"{name}.png")

            yield take

    @contextmanager
    def _video(self, job: Job, reader: VideoReader) -> Iterator[Take]:
        folder = filling(self.out / job.name) if {MASK, PROBABILITIES} & set(self.kinds) else nullcontext(self.out)
        with folder as numbered, self._film(job, reader) as film:

            def take(seen: Segmented) -> None:
                file = f"{seen.frame.number:06}.png"
                if film is not None:
                    film.write(self._drawn(seen), seen.frame.stamp)
                if MASK in self.kinds:
                    self._write_mask(numbered / file, seen)
                if PROBABILITIES in self.kinds:
                    self._write_probabilities(seen, lambda name: numbered / name / file)

            yield take

    @contextmanager
    def _film(self, job: Job, reader: VideoReader) -> Iterator[VideoWriter | None]:
        if OVERLAY not in self.kinds:
            yield None
            return
        with replacing(self._overlay(job)) as beside, VideoWriter(beside, reader) as film:
            yield film

    def _drawn(self, seen: Segmented) -> NDArray[np.uint8]:
        return draw_overlay(seen.frame.rgb, seen.labels, self.classes, self.opacity)

    def _overlay(self, job: Job) -> Path:
        suffix = ".mp4" if job.is_video else ".png" if job.source.suffix.lower() == ".png" else ".jpg"
        return self.out / f"{job.name}.overlay{suffix}"

    def _mask(self, job: Job) -> Path:
        return self.out / (job.name if job.is_video else f"{job.name}.mask.png")

    def _write_mask(self, path: Path, seen: Segmented) -> None:
        if self.people:
            write_picture(path, seen.labels * np.uint8(255))
        else:
            write_index_mask(path, seen.labels, self.classes)

    def _write_probabilities(self, seen: Segmented, path_of: Callable[[str], Path]) -> None:
        for index, name in enumerate(file_names(self.classes)):
            write_picture(path_of(name), np.rint(255 * seen.answer.of_class(index)).astype(np.uint8))


def file_names(classes: Classes) -> list[str]:
    """Return a file name for each class, without suffix: its own, after a number where two would have the same."""
    names = [re.sub(r"[^\w-]+", "-", name).strip("-") or "class" for name in classes.names]
    if len({name.lower() for name in names}) == len(names):
        return names
    return [f"{index:03}-{name}" for index, name in enumerate(names)]
