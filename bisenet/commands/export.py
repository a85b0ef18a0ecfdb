"""`bisenet export`: write a trained network as one ONNX file for use elsewhere."""

import argparse
from pathlib import Path

from bisenet.commands.option_types import Commands, add_folder, size


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("export", help="write a trained network as one ONNX file for use elsewhere")
    command.add_argument("model", help="published model, or a checkpoint")
    command.add_argument("out", type=Path, help="file to write, .onnx")
    add_folder(command)
    command.add_argument(
        "--fixed", type=size, metavar="WIDTHxHEIGHT", help="size of the input, multiples of 32 (default: left open)"
    )
    command.add_argument("--labels", action="store_true", help="write class indices (uint8), not probabilities")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.export_onnx import export_onnx, find_network

    network = find_network(options.model, options.folder)
    export_onnx(network, options.out, options.fixed, labels=options.labels)
    print(f"{options.out} is written and gives what the network gives here; its metadata say how to feed it.")
    return 0
