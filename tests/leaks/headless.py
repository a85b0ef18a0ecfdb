"""`bisenet-bg --headless` on the studio's camera; what it sends goes to standard output, byte by byte.

    python -m tests.leaks.headless [CALL]

With the name of a call of the GPU's it runs on a fake one, which is lost at that call after a while.
"""

import os
import sys
import time
from itertools import count

from app import factory
from app.cli.main import main
from app.core.compositing.processor import Processor
from app.core.opening import OpenProcessor
from app.core.stats import Stats
from app.core.types import Composite, FrameProcessor, Rgb
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


def on_cpu(stats: Stats) -> FrameProcessor:
    """Return the CPU's processor."""
    return Processor(FakeSegmenter(answer=find_person), stats, live=True)


def run(open_processor: OpenProcessor) -> int:
    """Run the program with a processor and return its exit status."""
    fakes: dict[str, object] = {"source_opener": Camera, "processor_opener": open_processor, "sink_opener": Pipe}
    for name, fake in fakes.items():
        setattr(factory, name, lambda *words, fake=fake, **more: fake)
    return main(["--headless", "--size", str(SMALL), "--fps", "120", "--cpu-budget", "off"])


def run_on_gpu(call: str) -> int:
    """Run the program on a GPU that is lost at a call; memory that must not be freed then ends the process."""
    from tests.cuda.fake_gpu import FakeGpu

    gpu = FakeGpu(call, spare=0 if call in ("capture", "free") else 40, abort=os.abort)
    with gpu.installed():
        return run(gpu.opening(on_cpu))


if __name__ == "__main__":
    sys.exit(run_on_gpu(sys.argv[1]) if len(sys.argv) > 1 else run(on_cpu))
