"""`bisenet evaluate`: measure a trained model on pictures and clips."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bisenet.commands.inference_options import add_model, add_passes, engine_of, passes_of
from bisenet.commands.option_types import Commands
from bisenet.errors import BisenetError

if TYPE_CHECKING:
    from bisenet.classes import Classes
    from bisenet.evaluation.people import Segment
    from bisenet.inference.passes import Passes


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("evaluate", help="measure a trained model on pictures and clips")
    command.add_argument(
        "folders",
        metavar="folder",
        type=Path,
        nargs="+",
        help="a set (images/ and masks/, or pictures without people, or .mp4 clips; with classes: images/, masks/ and "
        "classes.json, or Cityscapes' or CelebAMask-HQ's folder), or a folder of sets",
    )
    add_model(command)
    command.add_argument("--json", action="store_true", help="print JSON, a line for each set")
    classes = command.add_argument_group("sets of several classes")
    classes.add_argument("--classes", help="of the masks: a classes.json, cityscapes, celebamask-hq or face-parsing")
    classes.add_argument("--split", choices=("train", "val"), help="part of Cityscapes or CelebAMask-HQ (default val)")
    classes.add_argument("--overlays", type=Path, metavar="FOLDER", help="write an overlay of each picture and a table")
    add_passes(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.classes import find_classes
    from bisenet.evaluation.classes import states_classes
    from bisenet.manifest import find_card

    passes = passes_of(options)
    card = find_card(options.model, options.weights)
    classes = None if options.classes is None else find_classes(options.classes)
    if card.classes or classes or any(states_classes(folder) for folder in options.folders):
        return _evaluate_classes(options, passes, classes)
    if options.overlays or options.split:
        raise BisenetError("--overlays and --split are for sets of several classes; leave them out.")
    return _evaluate_people(options, passes)


def _evaluate_people(options: argparse.Namespace, passes: "Passes") -> int:
    from bisenet.evaluation.people import evaluate, find_sets

    segment = _matting(options, passes)
    for name, folder in find_sets(options.folders).items():
        scores = evaluate(segment, folder, progress=sys.stderr.isatty())
        if options.json:
            print(json.dumps({"model": options.model, "folder": name, **scores}))
        else:
            print(name, *(f"  {metric:14} {value}" for metric, value in scores.items()), sep="\n")
    return 0


def _matting(options: argparse.Namespace, passes: "Passes") -> "Segment":
    """Return what maps a picture to the matte of its people."""
    from bisenet.inference.class_segmenter import PERSON, ClassSegmenter
    from bisenet.inference.passes import Passes
    from bisenet.inference.segmenter import Segmenter

    if passes == Passes():
        return Segmenter(*engine_of(options))
    segmenter = ClassSegmenter(*engine_of(options))
    return lambda rgb: segmenter.look(rgb, passes).of_class(PERSON)


def _evaluate_classes(options: argparse.Namespace, passes: "Passes", classes: "Classes | None") -> int:
    from bisenet.evaluation.classes import OverlayFolder, as_table, as_values, find_class_sets, measure
    from bisenet.inference.class_segmenter import ClassSegmenter

    sets = find_class_sets(options.folders, classes, options.split)
    segmenter = ClassSegmenter(*engine_of(options))
    for name, pictures in sets.items():
        overlays = OverlayFolder(options.overlays / name, segmenter.classes) if options.overlays else None
        scores = measure(
            lambda rgb: segmenter(rgb, passes), segmenter.classes, pictures, overlays, progress=sys.stderr.isatty()
        )
        if overlays:
            overlays.write_table(scores)
        if options.json:
            values = as_values(scores, segmenter.classes)
            print(json.dumps({"model": options.model, "folder": name, "images": len(pictures), **values}))
        else:
            print(f"{name}, {len(pictures)} pictures", as_table(scores, segmenter.classes), "", sep="\n")
    return 0
