"""Option types and options that several subcommands share."""

import argparse
from pathlib import Path
from typing import TypeAlias

from bisenet.arguments import Parser, positive, rate

# Typed as argparse's own stubs type it; the class has no public name.
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def share(text: str) -> float:
    """Read a number above 0, at most 1."""
    value = rate(text)
    if value > 1:
        raise argparse.ArgumentTypeError(f"{text} is more than 1")
    return value


def named_share(text: str) -> tuple[str, float]:
    """Read `NAME=WEIGHT`, the weight above 0."""
    name, _, weight = text.partition("=")
    return name, rate(weight)


def size(text: str) -> tuple[int, int]:
    """Read `WIDTHxHEIGHT`; return (height, width)."""
    width, _, height = text.partition("x")
    return positive(height), positive(width)


def add_folder(command: argparse.ArgumentParser) -> None:
    """Add `--folder`, where published models lie."""
    command.add_argument("--folder", type=Path, default=Path("weights"), help="holds the manifest (default weights)")
