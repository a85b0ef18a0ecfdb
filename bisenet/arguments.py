"""What both command lines share."""

import argparse
import math
import re
from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """Answers a mistake with one sentence, and takes negative numbers and pairs of them for values, not options."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # There is no public way; without it `--move -0.2,0` would be refused.
        self._negative_number_matcher = re.compile(r"-[\d.][\d.,e+-]*$")

    def error(self, message: str) -> NoReturn:
        """Print the sentence and end with status 2."""
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`.\n")


def positive(text: str) -> int:
    """Read a whole number above 0."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return int(text)


def count(text: str) -> int:
    """Read a whole number that may be 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number")
    return int(text)


def rate(text: str) -> float:
    """Read a finite number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value
