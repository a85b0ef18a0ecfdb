"""Option types and options that several subcommands share."""

import argparse
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bisenet.arguments import Parser, rate
from bisenet.errors import BisenetError

if TYPE_CHECKING:
    import torch

# Typed as argparse's own stubs type it; the class has no public name.
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"

_NUMBER = re.compile(r"\d*\.?\d+|\d+\.")


def share(text: str) -> float:
    """Read a number above 0, at most 1."""
    value = rate(text)
    if value > 1:
        raise argparse.ArgumentTypeError(f"{text} is more than 1")
    return value


def factor(text: str) -> float:
    """Read a number from 0 to 1."""
    return 0.0 if _NUMBER.fullmatch(text) and float(text) == 0 else share(text)


def named_share(text: str) -> tuple[str, float]:
    """Read `NAME=WEIGHT`, the weight above 0."""
    name, sign, weight = text.partition("=")
    if not (name and sign):
        raise argparse.ArgumentTypeError(f"{text} is not SET=WEIGHT")
    return name, rate(weight)


def size(text: str) -> tuple[int, int]:
    """Read `WIDTHxHEIGHT`; return (height, width)."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text} is not WIDTHxHEIGHT")
    return int(height), int(width)


def mean(text: str) -> tuple[float, float, float]:
    """Read `R,G,B`, each from 0 to 1."""
    red, green, blue = (float(part) if _NUMBER.fullmatch(part) else math.nan for part in _parts(text))
    if not (0 <= red <= 1 and 0 <= green <= 1 and 0 <= blue <= 1):
        raise argparse.ArgumentTypeError(f"{text} is not three numbers between 0 and 1")
    return red, green, blue


def scale(text: str) -> tuple[float, float, float]:
    """Read `R,G,B`, each above 0."""
    red, green, blue = (rate(part) for part in _parts(text))
    return red, green, blue


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if len(parts) != 3:
        raise argparse.ArgumentTypeError(f"{text} is not three numbers with commas")
    return parts


def torch_device(word: str) -> "torch.device":
    """Return the device for `auto`, `cpu` or `cuda`; auto is CUDA if PyTorch finds it.

    Raises:
        BisenetError: CUDA was requested and is not available.
    """
    import torch

    cuda = torch.cuda.is_available()
    if word == "cuda" and not cuda:
        raise BisenetError("PyTorch finds no CUDA device here; choose --device cpu or auto.")
    return torch.device("cuda" if cuda and word != "cpu" else "cpu")


def add_folder(command: argparse.ArgumentParser) -> None:
    """Add `--folder`, the folder of published models."""
    command.add_argument("--folder", type=Path, default=Path("weights"), help="holds the manifest (default weights)")


def add_published(command: argparse.ArgumentParser, unstated: str) -> None:
    """Add options for the manifest entry of a model: `--name` and `--licence`, by default `unstated`."""
    command.add_argument("--name", help="to publish under (default: the architecture's)")
    command.add_argument("--licence", help=f"of the weights (default: {unstated})")
