"""`bisenet quantise`: write the int8 graph of a published model."""

import argparse
import sys
from pathlib import Path

from bisenet.arguments import count, positive
from bisenet.commands.option_types import Commands, add_folder


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("quantise", help="write the int8 graph of a published model")
    command.add_argument("model", help="trained model")
    command.add_argument(
        "--data",
        required=True,
        type=Path,
        help="folder that holds the training sets; of a model with classes, any with pictures",
    )
    add_folder(command)
    command.add_argument("--pictures", type=positive, help="to look at in each set (default 8, of classes 64)")
    command.add_argument("--seed", type=count, default=0)
    command.add_argument("--default", action="store_true", help="make it the default on processors that support it")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.quantise.quantise import quantise

    path = quantise(
        options.model,
        options.data,
        options.folder,
        options.pictures,
        options.seed,
        default=options.default,
        progress=sys.stderr.isatty(),
    )
    words = f"bisenet evaluate SET --model {options.folder / options.model} --engine onnx-int8"
    print(f"{path} is written; measure it by `{words}`.")
    return 0
