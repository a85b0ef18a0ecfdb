"""Wall and processor time of each call; contenders alternate, so that other load affects them all alike."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Step = Callable[[], object]
Key = TypeVar("Key", bound=Hashable)

FPS = 30
_WARM_UP = 10


@dataclass(frozen=True)
class Timing:
    """Milliseconds that each call took, float64 (N,).

    Attributes:
        wall: on the clock.
        cpu: of all threads of the process together. Windows counts it in steps of 15.6 ms, so single values and their
            median are meaningless there; the mean is valid everywhere.
    """

    wall: NDArray[np.float64]
    cpu: NDArray[np.float64]

    @property
    def core_share(self) -> float:
        """Share of one core that it takes at 30 frames a second; 1 is a whole core."""
        return float(self.cpu.mean()) * FPS / 1000

    def wall_at(self, percent: float) -> float:
        """Return a percentile of the wall time, rounded to microseconds."""
        return round(float(np.percentile(self.wall, percent)), 3)


def warm_up(*steps: Step) -> None:
    """Call each step often enough to fill caches and allocate memory."""
    for step in steps:
        for _ in range(_WARM_UP):
            step()


def interleave(steps: Mapping[Key, Step], seconds: float, run: int = 1) -> dict[Key, Timing]:
    """Time the steps alternately until `seconds` have passed; each is called equally often, at least `run` times.

    Args:
        steps: what to call, by name.
        seconds: for all steps together; the current round is finished.
        run: consecutive calls of a step. With 1 all contenders run under the same load; with more a step finds its
            own data in the caches, as it does when it runs alone.
    """
    times: dict[Key, list[tuple[float, float]]] = {name: [] for name in steps}
    order = list(steps)
    end = time.perf_counter() + seconds
    while True:
        for name in order:
            times[name].extend(_timed(steps[name]) for _ in range(run))
        # Threads may still wind down after their call, at the cost of the next step, so the order rotates.
        order.append(order.pop(0))
        if time.perf_counter() >= end:
            break
    return {name: Timing(*np.array(taken).T * 1000) for name, taken in times.items()}


def _timed(step: Step) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - wall, time.process_time() - cpu
