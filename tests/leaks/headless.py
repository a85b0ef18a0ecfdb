"""`bisenet-bg --headless` on the studio's camera; what it sends goes to standard output, byte by byte."""

import os
import sys
import time
from itertools import count

from app import factory
from app.cli import main
from app.core.processor import Processor
from app.core.types import Composite, Rgb
from tests.fakes import SMALL, FakeSegmenter
from tests.leaks.studio import draw, find_person


class Camera:
    """Gives frame after frame."""

    def __init__(self) -> None:
        self._numbers = count()

    def read(self) -> Rgb:
        """Return the next."""
        time.sleep(0.002)
        return draw(0, next(self._numbers))

    def close(self) -> None:
        """Nothing is held."""


class Pipe:
    """A virtual camera whose device is a pipe."""

    def write(self, composite: Composite) -> None:
        """Write it at once, whatever becomes of this process next."""
        left = memoryview(composite.rgb.tobytes())
        while left:
            left = left[os.write(1, left) :]

    def viewers(self) -> None:
        """Tell nothing: somebody may watch."""

    def close(self) -> None:
        """The pipe ends with the process."""


if __name__ == "__main__":
    fakes = {
        "source_opener": Camera,
        "processor_opener": lambda stats: Processor(FakeSegmenter(answer=find_person), stats, live=True),
        "sink_opener": Pipe,
    }
    for name, fake in fakes.items():
        setattr(factory, name, lambda *words, fake=fake, **more: fake)
    sys.exit(main(["--headless", "--size", str(SMALL), "--fps", "120", "--cpu-budget", "off"]))
