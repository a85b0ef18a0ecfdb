"""Options of the subcommands that use a trained model on pictures."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bisenet.arguments import positive, rate
from bisenet.commands.option_types import size

if TYPE_CHECKING:
    from bisenet.inference.passes import Passes


def add_model(command: argparse.ArgumentParser) -> None:
    """Add which trained model is used and what runs it."""
    command.add_argument(
        "--model", required=True, help="trained model: a name, or a folder that `bisenet publish` wrote"
    )
    command.add_argument("--weights", type=Path, help="folder of another manifest")
    command.add_argument("--device", default="auto", help="auto, cpu or cuda")
    command.add_argument("--engine", default="auto", help="auto, torch, onnx or onnx-int8")
    command.add_argument("--threads", type=positive, help="CPU threads (default at most 2)")


def engine_of(options: argparse.Namespace) -> tuple[str, str, str, int | None, Path | None]:
    """Return what the options of `add_model` ask for, as `Segmenter` and `ClassSegmenter` take it."""
    return options.model, options.device, options.engine, options.threads, options.weights


def add_passes(command: argparse.ArgumentParser) -> None:
    """Add how often and how large the network sees a picture."""
    group = command.add_argument_group("how the network sees a picture")
    group.add_argument(
        "--scales",
        type=rate,
        nargs="+",
        default=[1.0],
        metavar="SCALE",
        help="look at several sizes, such as 0.75 1 1.25, and average (default 1)",
    )
    group.add_argument("--mirrored", action="store_true", help="look at the mirrored picture too, and average")
    group.add_argument("--window", type=size, metavar="WIDTHxHEIGHT", help="look through sliding windows of that size")
    group.add_argument(
        "--overlap", type=float, default=1 / 3, help="of neighbouring windows, as a share of a window (default 1/3)"
    )
    group.add_argument(
        "--full-size", action="store_true", help="at the picture's own size, not at the size of the model's training"
    )


def passes_of(options: argparse.Namespace) -> "Passes":
    """Return what the options of `add_passes` ask for.

    Raises:
        DataError: a value is out of its range.
    """
    from bisenet.inference.passes import Passes

    return Passes(tuple(options.scales), options.mirrored, options.window, options.overlap, options.full_size)
