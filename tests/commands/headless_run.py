"""`bisenet-bg` in a process of its own, whose virtual camera only notes which colours it was shown.

At the end it prints the colours of the upper left corner in the order in which they came, each once in a row.
"""

import json
import sys

import pytest

from app.cli.main import main
from app.core.types import Rgb
from tests.fakes import FakeBackend

corners: list[tuple[int, ...]] = []


class Noting(FakeBackend):
    """Keeps no frames."""

    def send(self, frame: Rgb) -> None:
        """Note the corner, if it is another."""
        corner = tuple(int(value) for value in frame.reshape(self._shape)[0, 0])
        if not corners or corners[-1] != corner:
            corners.append(corner)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        Noting.install(patch)
        status = main()
    print(json.dumps({"corners": corners, "opened": len(FakeBackend.opened), "closed": FakeBackend.closed}))
    sys.exit(status)
