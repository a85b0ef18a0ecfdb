"""What both command lines share."""

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        """Print the sentence and end with status 2."""
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`.\n")
