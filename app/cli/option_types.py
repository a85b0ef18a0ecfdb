"""What the command line's words mean; each function is an argparse type, whose error is the user's sentence."""

import argparse
import re

from app.config import (
    DEFAULT_CPU_BUDGET,
    LEAST_DETAIL,
    LEAST_SECONDS,
    LONGEST_SIDE,
    MOST_CPU_BUDGET,
    MOST_DETAIL,
    MOST_SECONDS,
    MOST_THREADS,
)
from app.core.types import Size

BUDGET = f"{100 * DEFAULT_CPU_BUDGET:g}"


def size(text: str) -> Size:
    """Read "WIDTHxHEIGHT", both even."""
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    width, height = (int(group) for group in match.groups()) if match else (0, 0)
    if not (2 <= width <= LONGEST_SIDE and 2 <= height <= LONGEST_SIDE) or width % 2 or height % 2:
        raise argparse.ArgumentTypeError(
            f"{text} is not a size; give even numbers from 2 to {LONGEST_SIDE}, for instance 1280x720"
        )
    return Size(width, height)


def rate(text: str) -> int:
    """Read frames a second, 1 to 120."""
    if not text.isdecimal() or not 1 <= int(text) <= 120:
        raise argparse.ArgumentTypeError(f"{text} is not a rate; give a whole number from 1 to 120")
    return int(text)


def positive(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise argparse.ArgumentTypeError(f"{text} is not a number; give a whole number from 1")
    return int(text)


def threads(text: str) -> int:
    """Read how many threads, 1 to 64."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_THREADS:
        raise argparse.ArgumentTypeError(
            f"{text} is not a number of threads; give a whole number from 1 to {MOST_THREADS}"
        )
    return int(text)


def cpu_budget(text: str) -> float | None:
    """Read a percentage of one core as a share of it; None for `off` and for 0."""
    if text == "off":
        return None
    try:
        percent = float(text)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100 * MOST_CPU_BUDGET:
        raise argparse.ArgumentTypeError(
            f"{text} is not a CPU budget; give a percentage of one core, for instance {BUDGET}, or off"
        )
    return percent / 100 or None


def detail(text: str) -> float:
    """Read a share of the usual number of pixels."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not LEAST_DETAIL <= value <= MOST_DETAIL:
        raise argparse.ArgumentTypeError(
            f"{text} is not a share of the pixels; give a number from {LEAST_DETAIL:g} to {MOST_DETAIL:g}"
        )
    return value


def seconds(text: str) -> float:
    """Read seconds, up to an hour."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not LEAST_SECONDS <= value <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text} is not a time; give seconds, for instance 10")
    return value
