"""A fake segmenter in place of the library's, and a clock that only steps move."""

from dataclasses import dataclass, field

import pytest

from app.commands.bench import job, timing
from app.core.compositing.processor import Processor
from app.core.opening import OpenProcessor
from tests.fakes import FakeSegmenter


@dataclass
class Clock:
    """Stands still but for `spend`."""

    wall: float = 0.0
    cpu: float = 0.0

    def spend(self, wall: float, cpu: float) -> None:
        """Let seconds pass."""
        self.wall += wall
        self.cpu += cpu

    def perf_counter(self) -> float:
        """Return the wall time."""
        return self.wall

    def process_time(self) -> float:
        """Return the processor time."""
        return self.cpu


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(timing, "time", fake)
    return fake


@dataclass
class Built:
    """Which segmenters were asked for."""

    asked: list[tuple[str | None, str, str]] = field(default_factory=list)

    def __call__(self, model: str | None, device: str, engine: str) -> OpenProcessor:
        """Note what was asked for."""
        self.asked.append((model, device, engine))
        return lambda stats: Processor(FakeSegmenter(0.5), stats)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Built:
    fake = Built()
    monkeypatch.setattr(job, "processor_opener", fake)
    return fake
