"""The `bisenet-bg` command with stand-ins for network and virtual camera, for desktops without either.

After its first pictures the virtual camera says that Zoom is watching.
"""

import sys
from unittest import mock

from app import factory, inference
from app.cli import main as cli
from app.config import AppConfig
from app.core.pipeline.output import OpenSink
from app.core.types import Composite
from tests.device.tiny_app import LeftHalf

_PICTURES_BEFORE_ZOOM = 30


class CountingSink:
    """Takes pictures and forgets them."""

    def __init__(self) -> None:
        """Open nothing."""
        self._count = 0

    def __str__(self) -> str:
        return "a stand-in"

    def write(self, composite: Composite) -> None:
        """Count it."""
        self._count += 1

    def viewers(self) -> tuple[str, ...]:
        """Say who is watching."""
        return ("zoom",) if self._count > _PICTURES_BEFORE_ZOOM else ()

    def close(self) -> None:
        """Close nothing."""


def sink_of(config: AppConfig) -> OpenSink:
    """Take the place of `factory.sink_of`."""
    return CountingSink


if __name__ == "__main__":
    with mock.patch.object(inference, "BisenetSegmenter", LeftHalf), mock.patch.object(factory, "sink_of", sink_of):
        sys.exit(cli.main())
