"""What both command lines share."""

import argparse
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
