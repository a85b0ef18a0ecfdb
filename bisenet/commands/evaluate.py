"""`bisenet evaluate`: measure a trained model on pictures and clips."""

import argparse
import json
import sys
from pathlib import Path

from bisenet.commands.option_types import Commands


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("evaluate", help="measure a trained model on pictures and clips")
    command.add_argument(
        "folders",
        metavar="folder",
        type=Path,
        nargs="+",
        help="a set (images/ and masks/, or pictures without people, or .mp4 clips), or a folder of sets",
    )
    command.add_argument("--model", required=True, help="trained model")
    command.add_argument("--weights", type=Path, help="folder of another manifest")
    command.add_argument("--device", default="auto", help="auto, cpu or cuda")
    command.add_argument("--engine", default="auto", help="auto, torch, onnx or onnx-int8")
    command.add_argument("--json", action="store_true", help="print JSON, a line for each set")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.evaluate import evaluate, find_sets
    from bisenet.inference.segmenter import Segmenter

    segmenter = Segmenter(options.model, options.device, options.engine, weights=options.weights)
    for name, folder in find_sets(options.folders).items():
        scores = evaluate(segmenter, folder, progress=sys.stderr.isatty())
        if options.json:
            print(json.dumps({"model": options.model, "folder": name, **scores}))
        else:
            print(name, *(f"  {metric:14} {value}" for metric, value in scores.items()), sep="\n")
    return 0
