"""Taking times: wall and processor time of each call, contenders in turn so that a busy moment meets them all."""

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
        cpu: of all threads of the process together. Windows counts it in steps of 15.6 ms, so that single values, and
            their median, tell nothing there; the mean does everywhere.
    """

    wall: NDArray[np.float64]
    cpu: NDArray[np.float64]

    @property
    def core_share(self) -> float:
        """How much of one core it takes at 30 frames a second; 1 is a whole one."""
        return float(self.cpu.mean()) * FPS / 1000

    def wall_at(self, percent: float) -> float:
        """Return a percentile of the wall time, rounded to microseconds."""
        return round(float(np.percentile(self.wall, percent)), 3)


def warm_up(*steps: Step) -> None:
    """Call each step often enough that caches are filled and memory is at hand."""
    for step in steps:
        for _ in range(_WARM_UP):
            step()


def interleave(steps: Mapping[Key, Step], seconds: float, run: int = 1) -> dict[Key, Timing]:
    """Time the steps in turn until `seconds` have passed; each is called equally often, at least `run` times.

    Args:
        steps: what to call, by name.
        seconds: of all steps together; the round that is under way is finished.
        run: how many calls a step gets at each turn. With 1 all contenders meet the same moments; with more a step
            finds its own data in the caches, as it does when it runs alone.
    """
    times: dict[Key, list[tuple[float, float]]] = {name: [] for name in steps}
    order = list(steps)
    end = time.perf_counter() + seconds
    while True:
        for name in order:
            times[name].extend(_timed(steps[name]) for _ in range(run))
        # Threads may wind down after their call; the next in turn pays for it, so the turns change.
        order.append(order.pop(0))
        if time.perf_counter() >= end:
            break
    return {name: Timing(*np.array(taken).T * 1000) for name, taken in times.items()}


def _timed(step: Step) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - wall, time.process_time() - cpu
