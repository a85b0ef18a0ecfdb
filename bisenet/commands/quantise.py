"""`bisenet quantise`: write the int8 graph of a published model."""

import argparse
import sys
from pathlib import Path

from bisenet.arguments import count, positive
from bisenet.commands.option_types import Commands, add_folder
from bisenet.errors import BisenetError


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("quantise", help="write the int8 graph of a published model, for CPUs that have VNNI")
    command.add_argument("model", help="trained model")
    command.add_argument("--data", required=True, type=Path, help="folder that holds the training sets")
    add_folder(command)
    command.add_argument("--pictures", type=positive, default=8, help="to look at in each set (default 8)")
    command.add_argument("--seed", type=count, default=0)
    command.add_argument("--default", action="store_true", help="let fit processors run it where no engine is chosen")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    try:
        from bisenet.quantise.quantise import quantise
    except ModuleNotFoundError as error:
        raise BisenetError(f"Quantising needs {error.name}; run `pip install -e '.[train]'` in the project.") from error

    path = quantise(
        options.model,
        options.data,
        options.folder,
        options.pictures,
        options.seed,
        default=options.default,
        progress=sys.stderr.isatty(),
    )
    print(f"{path} is written; measure it with benchmarks/quality.py.")
    return 0
