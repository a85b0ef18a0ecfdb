"""Options of the subcommands that apply a trained model to pictures."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bisenet.arguments import positive, rate
from bisenet.commands.option_types import size

if TYPE_CHECKING:
    from bisenet.inference.passes import Passes


def add_model(command: argparse.ArgumentParser) -> None:
    """Add the options that choose a trained model and its engine."""
    command.add_argument(
        "--model", required=True, help="trained model: a name, or a folder that `bisenet publish` wrote"
    )
    command.add_argument("--weights", type=Path, help="folder of another manifest")
    command.add_argument("--device", default="auto", help="auto, cpu or cuda")
    command.add_argument("--engine", default="auto", help="auto, torch, onnx or onnx-int8")
    command.add_argument("--threads", type=positive, help="CPU threads (default at most 2)")


def engine_of(options: argparse.Namespace) -> tuple[str, str, str, int | None, Path | None]:
    """Return the engine settings from the options of `add_model`, as arguments of `Segmenter` and `ClassSegmenter`."""
    return options.model, options.device, options.engine, options.threads, options.weights


def add_passes(command: argparse.ArgumentParser) -> None:
    """Add the options for scales, mirroring and sliding windows."""
    group = command.add_argument_group("how the network sees a picture")
    group.add_argument(
        "--scales",
        type=rate,
        nargs="+",
        default=[1.0],
        metavar="SCALE",
        help="look at several sizes, such as 0.75 1 1.25, and average (default 1)",
    )
    group.add_argument("--mirrored", action="store_true", help="also look at the mirrored picture, and average")
    group.add_argument("--window", type=size, metavar="WIDTHxHEIGHT", help="use sliding windows of this size")
    group.add_argument(
        "--overlap",
        type=float,
        default=1 / 3,
        help="overlap of neighbouring windows, as a fraction of a window (default 1/3)",
    )
    group.add_argument(
        "--full-size",
        action="store_true",
        help="use the picture's own size instead of the size of the model's training",
    )


def passes_of(options: argparse.Namespace) -> "Passes":
    """Return the passes from the options of `add_passes`.

    Raises:
        DataError: a value is out of its range.
    """
    from bisenet.inference.passes import Passes

    return Passes(tuple(options.scales), options.mirrored, options.window, options.overlap, options.full_size)
