"""The `bisenet-bg` command with a stand-in for the network, for machines that are too slow for a real one.

It finds a person in the left half of every picture.
"""

import sys
from unittest import mock

import numpy as np

from app import inference
from app.cli import main as cli
from app.core.look import Look
from app.core.types import Alpha, Frame


class LeftHalf:
    """Takes the place of `BisenetSegmenter`."""

    def __init__(self, *_words: object, **_options: object) -> None:
        """Open nothing."""

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Return the same matte for every picture of one size."""
        alpha = np.zeros((frame.size.height, frame.size.width), np.uint8)
        alpha[:, : frame.size.width // 2] = 255
        return alpha

    def describe(self) -> str:
        """Name it."""
        return "the left half"


if __name__ == "__main__":
    with mock.patch.object(inference, "BisenetSegmenter", LeftHalf):
        sys.exit(cli.main())
