"""`bisenet publish`: write weights, ONNX graph and manifest entry of a checkpoint."""

import argparse
from pathlib import Path

from bisenet.arguments import positive
from bisenet.commands.option_types import Commands, add_folder, add_published


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("publish", help="write weights, ONNX graph and manifest entry of a checkpoint")
    command.add_argument(
        "checkpoints", metavar="checkpoint", type=Path, nargs="+", help="or published weights; several are averaged"
    )
    add_folder(command)
    add_published(command, "what the listed sets of people allow; not stated for classes")
    command.add_argument("--pixel-budget", type=positive, help="input size in pixels, if not the recipe's")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.publish import publish

    name = publish(options.checkpoints, options.folder, options.pixel_budget, options.name, options.licence)
    print(f"{name} is in {options.folder}; measure it by `bisenet evaluate SET --model {options.folder / name}`.")
    return 0
