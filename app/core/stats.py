"""Rolling measurements: stage times, rates, latency."""

import math
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.language import N_, _

_WINDOW = 300
# The names of the measured stages, for people; others are shown as they are.
_STAGE_NAMES = {
    "segment": N_("Segment"),
    "background": N_("Background"),
    "composite": N_("Composite"),
    "cuda": "CUDA",
    "total": N_("Total"),
}


@dataclass(frozen=True)
class StageTime:
    """Duration of a stage in milliseconds: median and 95th percentile over the last frames."""

    p50: float
    p95: float


def stage_name(stage: str) -> str:
    """Return the name of a stage in the chosen language."""
    return _(_STAGE_NAMES[stage]) if stage in _STAGE_NAMES else stage


NO_TIME = StageTime(0.0, 0.0)


class Stats:
    """Collects durations by stage name and events by rate name; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._durations: dict[str, deque[float]] = {}
        self._events: dict[str, deque[float]] = {}

    def reset(self) -> None:
        """Discard all measurements."""
        with self._lock:
            self._durations.clear()
            self._events.clear()

    def add(self, stage: str, seconds: float) -> None:
        """Record that `stage` took `seconds`."""
        with self._lock:
            self._durations.setdefault(stage, deque(maxlen=_WINDOW)).append(seconds)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Record the duration of the block."""
        start = time.perf_counter()
        yield
        self.add(stage, time.perf_counter() - start)

    def tick(self, name: str, now: float) -> None:
        """Record an event at `now` (perf_counter seconds)."""
        with self._lock:
            self._events.setdefault(name, deque(maxlen=_WINDOW)).append(now)

    def rate(self, name: str, now: float, window: float = 2.0) -> float:
        """Return events per second over the last `window` seconds."""
        with self._lock:
            recent = [moment for moment in self._events.get(name, ()) if now - moment <= window]
        if len(recent) < 2:
            return 0.0
        return (len(recent) - 1) / max(recent[-1] - recent[0], 1e-9)

    def stage_times(self) -> dict[str, StageTime]:
        """Return the percentiles of every stage."""
        with self._lock:
            durations = {stage: [1000 * value for value in values] for stage, values in self._durations.items()}
        return {stage: _percentiles(sorted(values)) for stage, values in durations.items()}


def _percentiles(values: Sequence[float]) -> StageTime:
    """Return the percentiles of sorted values; without NumPy, which takes longer to import than most commands run."""
    return StageTime(_interpolated(values, 0.5), _interpolated(values, 0.95))


def _interpolated(values: Sequence[float], share: float) -> float:
    place = share * (len(values) - 1)
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])
