"""Keeping the process's CPU time within a budget, by processing fewer and smaller frames."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.core.pipeline.effort import Effort, ladder

# Seconds over which CPU time is measured; nothing is decided in between.
_WINDOW = 2.0
# A window that took longer had no camera in it, or a sleeping computer, and tells nothing.
_LONGEST_WINDOW = 2 * _WINDOW
# So many frames may be made up for at once, so that an uneven camera at the wanted rate loses none.
_MOST_CREDIT = 2.0
# Climbing aims below the budget, so that noise does not undo it.
_ROOM = 0.9
# Of the CPU time, what surely grows with the work; the rest may be camera, window and output.
_LEAST_VARIABLE = 0.5
# Seconds before the next climb: at first, and at most after climbs that failed.
_PATIENCE, _MOST_PATIENCE = 4.0, 120.0
# A level that was held for so many seconds was not too dear when it was climbed to; the load has changed since.
_PROVEN = 60.0


@dataclass
class _Window:
    """What is being measured: since when, and the frames that came and were let through."""

    began: float
    cpu_began: float
    offered: int = 0


class Governor:
    """Decides for each frame whether it is processed, and how large the network's input is.

    Above the budget it goes down the ladder at once, as far as the measurement says; with room it climbs one level at a
    time. A climb that fails doubles the time until the next. It belongs to the worker's thread; `effort` and `skipped`
    may be read from any, and `set_budget` may be called from any.

    Args:
        budget: CPU time per second of all threads, 1 for one core; None for no limit.
        fps: rate of the output, which is left alone.
        clock: seconds that pass.
        cpu_time: seconds that all threads of the process have used.

    Attributes:
        effort: what holds now.
        skipped: how many frames were not let through.
    """

    def __init__(
        self,
        budget: float | None,
        fps: float,
        clock: Callable[[], float] = time.perf_counter,
        cpu_time: Callable[[], float] = time.process_time,
    ) -> None:
        self.effort = Effort(budget=budget)
        self._budget = budget
        self.skipped = 0
        self._fps = fps
        self._levels = ladder(fps)
        self._level = 0
        self._clock = clock
        self._cpu_time = cpu_time
        self._apart = 0.0
        self._window: _Window | None = None
        self._is_warm = False
        self._credit = 0.0
        self._asked_at = float("-inf")
        self._patience = _PATIENCE
        self._climb_at = float("-inf")
        self._climbed_at: float | None = None

    def set_budget(self, budget: float | None) -> None:
        """Keep to another budget from the next frame on, beginning with all the work there is."""
        self._budget = budget

    def set_steps(self, *, details: bool) -> None:
        """Take the levels for what processes frames, beginning with all the work; called by the worker's thread.

        Args:
            details: whether smaller pictures cost less.
        """
        levels = ladder(self._fps, details=details)
        if levels != self._levels:
            self._levels = levels
            self._begin_again(self._clock(), self._cpu_time() - self._apart)

    def leave_out(self, seconds: float) -> None:
        """Judge without CPU time that was spent on something that the user asked for on top; from one thread."""
        self._apart += seconds

    def admits(self) -> bool:
        """Say whether the frame that has just come is to be processed; called once for each frame."""
        now, cpu = self._clock(), self._cpu_time() - self._apart
        if self._budget != self.effort.budget:
            self._begin_again(now, cpu)
        self._measure(now, cpu)
        if self.effort.budget is None:
            return True
        rate = self._levels[self._level].rate
        self._credit = min(self._credit + (now - self._asked_at) * rate, _MOST_CREDIT)
        self._asked_at = now
        if self._credit < 1:
            self.skipped += 1
            return False
        self._credit -= 1
        return True

    def _begin_again(self, now: float, cpu: float) -> None:
        """Do all the work there is, and measure from now on."""
        self.effort = Effort(cpu=self.effort.cpu, budget=self._budget)
        self._level, self._patience, self._climbed_at = 0, _PATIENCE, None
        self._window = _Window(now, cpu)

    def _measure(self, now: float, cpu: float) -> None:
        """Count a frame, and judge the window where it is over."""
        window = self._window
        if window is None or now - window.began > _LONGEST_WINDOW:
            self._window = window = _Window(now, cpu)
        elapsed = now - window.began
        if elapsed >= _WINDOW:
            used = (cpu - window.cpu_began) / elapsed
            # The first window pays for starting up.
            if self.effort.budget is not None and self._is_warm:
                self._judge(used, self.effort.budget, window.offered / elapsed, now)
            self._is_warm = True
            level = self._levels[self._level]
            rate = level.rate if level.rate < self._levels[0].rate else None
            self.effort = replace(self.effort, rate=rate, detail=level.detail, cpu=used)
            self._window = window = _Window(now, cpu)
        window.offered += 1

    def _judge(self, used: float, budget: float, offered: float, now: float) -> None:
        """Move to another level where `used` CPU time per second calls for it."""
        work = [level.work(offered) for level in self._levels]
        here = self._level
        if used > budget:
            lower = range(here + 1, len(work))
            if lower:
                # All of it shrinks with the work at best, so this never goes further down than it must.
                self._level = next((i for i in lower if used * work[i] / work[here] <= budget), lower[-1])
                self._fell(now)
        elif here > 0 and now >= self._climb_at:
            growth = work[here - 1] / work[here] - 1
            if used * (1 + _LEAST_VARIABLE * growth) <= _ROOM * budget:
                self._level -= 1
                self._climbed_at = now
                self._climb_at = now + _PATIENCE

    def _fell(self, now: float) -> None:
        if self._climbed_at is not None:
            failed = now - self._climbed_at < _PROVEN
            self._patience = min(2 * self._patience, _MOST_PATIENCE) if failed else _PATIENCE
            self._climbed_at = None
        self._climb_at = now + self._patience
