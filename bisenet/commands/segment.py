"""`bisenet segment`: find the classes of a trained model in photos and videos."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bisenet.arguments import positive
from bisenet.commands.inference_options import add_model, add_passes, engine_of, passes_of
from bisenet.commands.option_types import Commands, share
from bisenet.errors import BisenetError

if TYPE_CHECKING:
    from bisenet.classes import Classes
    from bisenet.segment.jobs import Job
    from bisenet.segment.results import Results
    from bisenet.segment.run import Outcome

_LEAST_SHOWN = 0.001


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("segment", help="find the classes of a trained model in photos and videos")
    command.add_argument(
        "inputs", metavar="input", type=Path, nargs="+", help="a photo, a video, or a folder of photos and videos"
    )
    command.add_argument("out", type=Path, help="folder of the results, created if missing")
    add_model(command)
    command.add_argument(
        "--write",
        nargs="+",
        choices=("overlay", "mask", "classes"),
        help="NAME.overlay.jpg, .png or .mp4; NAME.mask.png of class indices, or 0 and 255 of people; a folder NAME "
        "with a PNG of each class's probability, 0 to 255 (default overlay)",
    )
    command.add_argument("--opacity", type=share, help="of the overlay's colours, above 0 to 1 (default 0.6)")
    command.add_argument("--every", type=positive, default=1, metavar="N", help="take every Nth picture of a video")
    command.add_argument("--overwrite", action="store_true", help="replace existing results")
    dataset = command.add_argument_group("pictures to train with")
    dataset.add_argument(
        "--dataset",
        action="store_true",
        help="write images/ and masks/ for `bisenet train` instead, to be corrected by hand",
    )
    dataset.add_argument(
        "--sure", type=share, help="pixels whose class is less probable do not count in the masks (default 0.8)"
    )
    dataset.add_argument(
        "--hold-back",
        type=positive,
        metavar="N",
        help="put N of the photos and videos, spread over all, into val/, to measure on, and the others into train/",
    )
    add_passes(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from tqdm import tqdm

    from bisenet.inference.class_segmenter import PEOPLE, ClassSegmenter
    from bisenet.manifest import find_card
    from bisenet.segment.jobs import find_jobs
    from bisenet.segment.run import check_targets, segment

    if options.dataset and (options.write or options.opacity):
        raise BisenetError("--dataset writes images and masks alone; leave out --write and --opacity.")
    if options.sure and not options.dataset:
        raise BisenetError("--sure is for masks to train with; add --dataset or leave it out.")
    if options.hold_back and not options.dataset:
        raise BisenetError("--hold-back is for pictures to train with; add --dataset or leave it out.")
    passes = passes_of(options)
    card = find_card(options.model, options.weights)
    jobs = find_jobs(options.inputs, options.out)
    results = _results(options, jobs, card.classes or PEOPLE, card.classes is None)
    check_targets(jobs, results, overwrite=options.overwrite)
    segmenter = ClassSegmenter(*engine_of(options))
    failed = False
    total = sum(job.count(options.every) for job in jobs)
    with tqdm(total=total, unit="picture", disable=not sys.stderr.isatty()) as bar:
        for outcome in segment(segmenter, passes, jobs, results, options.every, bar.update):
            failed |= outcome.problem is not None
            with bar.external_write_mode():
                print(_sentence(outcome), file=sys.stderr if outcome.problem else sys.stdout)
    return 2 if failed else 0


def _results(options: argparse.Namespace, jobs: "list[Job]", classes: "Classes", people: bool) -> "Results":
    from bisenet.media.overlay import OPACITY
    from bisenet.segment.dataset import SURE, DatasetFolder, hold_back
    from bisenet.segment.results import OVERLAY, Views

    if options.dataset:
        held_back = hold_back(jobs, options.hold_back) if options.hold_back else None
        return DatasetFolder(options.out, classes, people, options.sure or SURE, held_back)
    return Views(options.out, classes, people, options.write or [OVERLAY], options.opacity or OPACITY)


def _sentence(outcome: "Outcome") -> str:
    if outcome.problem:
        return f"bisenet: {outcome.problem}"
    shares = (
        f"{name} {share:.1%}" if share >= _LEAST_SHOWN else f"{name} below {_LEAST_SHOWN:.1%}"
        for name, share in outcome.shares.items()
    )
    return f"{outcome.job.source.name}: {', '.join(shares)}"
