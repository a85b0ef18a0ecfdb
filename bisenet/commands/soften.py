"""`bisenet soften`: write soft labels of the training sets whose masks are coarse."""

import argparse
import sys
from pathlib import Path

from bisenet.arguments import positive
from bisenet.commands.option_types import Commands


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("soften", help="write soft labels of the training sets whose masks are coarse")
    command.add_argument("--data", required=True, type=Path, help="folder that holds the training sets")
    command.add_argument("--network", required=True, type=Path, help="U2-Net as an ONNX file")
    command.add_argument("--out", required=True, type=Path, help="folder to write to; existing labels are kept")
    command.add_argument("--threads", type=positive, default=2, help="CPU threads (default 2)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.data.saliency import SaliencyNetwork, write_soft_labels

    network = SaliencyNetwork(options.network, options.threads)
    count = write_soft_labels(network, options.data, options.out, progress=sys.stderr.isatty())
    print(f"{count} soft labels are in {options.out}; give them to `bisenet train --labels`.")
    return 0
