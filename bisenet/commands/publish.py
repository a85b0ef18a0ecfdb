"""`bisenet publish`: write weights, ONNX graph and manifest entry of a checkpoint."""

import argparse
from pathlib import Path

from bisenet.arguments import positive
from bisenet.commands.option_types import Commands, add_folder
from bisenet.errors import BisenetError


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("publish", help="write weights, ONNX graph and manifest entry of a checkpoint")
    command.add_argument(
        "checkpoints", metavar="checkpoint", type=Path, nargs="+", help="or published weights; several are averaged"
    )
    add_folder(command)
    command.add_argument("--pixel-budget", type=positive, help="input size in pixels, if not the recipe's")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    try:
        from bisenet.publish import publish
    except ModuleNotFoundError as error:
        raise BisenetError(f"Publishing needs {error.name}; run `pip install -e '.[train]'` in the project.") from error

    name = publish(options.checkpoints, options.folder, options.pixel_budget)
    print(f"{name} is in {options.folder}; measure it with benchmarks/quality.py.")
    return 0
