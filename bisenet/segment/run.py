"""Segments photos and videos, one after another."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.inference.class_segmenter import ClassSegmenter
from bisenet.inference.passes import Passes
from bisenet.segment.jobs import Job, UnreadableError
from bisenet.segment.results import Results, Segmented


@dataclass(frozen=True)
class Outcome:
    """The result for a photo or video.

    Attributes:
        job: which one.
        shares: of the picture, or of all pictures of a video, by class, 0 .. 1; without the classes that were not
            found, largest first.
        problem: why it was left out, or None.
    """

    job: Job
    shares: dict[str, float]
    problem: str | None = None


def check_targets(jobs: Iterable[Job], results: Results, *, overwrite: bool) -> None:
    """Check that nothing will be replaced that should not be.

    Args:
        jobs: whose results are to be written.
        results: that write them.
        overwrite: whether results that are there may be replaced; inputs never are.

    Raises:
        DataError: a result is there already, or would replace an input.
    """
    sources = {job.source.resolve() for job in jobs}
    for path in (path for job in jobs for path in results.targets(job)):
        if path.resolve() in sources:
            raise DataError(f"{path} is an input; choose another folder for the results.")
        taken = any(path.iterdir()) if path.is_dir() else path.exists()
        if taken and not overwrite:
            raise DataError(f"{path} is there already; choose another folder, or replace it by --overwrite.")


def segment(
    segmenter: ClassSegmenter,
    passes: Passes,
    jobs: Iterable[Job],
    results: Results,
    every: int = 1,
    seen: Callable[[], object] = lambda: None,
) -> Iterator[Outcome]:
    """Segment photos and videos; yield the outcome of each.

    Args:
        segmenter: finds the classes.
        passes: how it looks at a picture.
        jobs: photos and videos.
        results: write what was found.
        every: of a video, which pictures are taken: every one, every second one, ...
        seen: called after each picture.

    Raises:
        DataError: something cannot be written; what was finished before stays.
        ModelError: the network's answer is damaged.
    """
    for job in jobs:
        pixels = np.zeros(len(segmenter.classes), np.int64)
        try:
            with job.open() as reader, results.writing(job, reader) as take:
                for frame in job.frames(reader, every):
                    answer = segmenter.look(frame.rgb, passes)
                    labels, highest = answer.likeliest()
                    pixels += np.bincount(labels.ravel(), minlength=len(pixels))
                    take(Segmented(frame, answer, labels, highest))
                    seen()
        except UnreadableError as error:
            yield Outcome(job, {}, str(error))
        else:
            yield Outcome(job, _shares(segmenter.classes.names, pixels))


def _shares(names: tuple[str, ...], pixels: NDArray[np.int64]) -> dict[str, float]:
    order = np.argsort(-pixels, kind="stable")
    return {names[index]: float(pixels[index] / pixels.sum()) for index in order if pixels[index]}
