"""Keeping the process's CPU time within a budget, by processing fewer and smaller frames."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

# Enough for a moving person, and far from `STALE_AFTER`.
LOWEST_RATE = 10.0
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


@dataclass(frozen=True)
class EffortLevel:
    """One step of the ladder.

    Attributes:
        rate: frames that are processed, per second.
        detail: share of the usual number of pixels that the network sees, 0 < detail <= 1.
    """

    rate: float
    detail: float = 1.0

    def work(self, offered: float) -> float:
        """Return what this level does a second, for comparing levels, where `offered` frames a second come."""
        return min(self.rate, offered) * self.detail


# An uneven camera at the output's rate loses no frame at the top; frames beyond that nobody would see.
_SLACK = 1.05
# A lower rate is seen less than a coarser outline, down to about 15; from there on it is the other way round.
_RATES = (60.0, 45.0, 30.0, 24.0, 20.0, 15.0)
_DETAILS = (0.75, 0.5)
_LAST = (EffortLevel(12.0, 0.5), EffortLevel(LOWEST_RATE, 0.5))


def ladder(fps: float, *, details: bool = True) -> tuple[EffortLevel, ...]:
    """Return the levels for an output of `fps`, the most work first, none below `LOWEST_RATE`.

    Args:
        fps: of the output.
        details: whether smaller pictures cost less, as they do on the CPU; else there are rates alone.
    """
    top = _SLACK * max(fps, LOWEST_RATE)
    # A smaller step would save next to nothing.
    rates = [top, *(rate for rate in _RATES if rate <= 0.9 * top)]
    last = rates[-1]
    if not details:
        slowest = (level.rate for level in _LAST if level.rate < last)
        return tuple(EffortLevel(rate) for rate in (*rates, *slowest))
    return (
        *(EffortLevel(rate) for rate in rates),
        *(EffortLevel(last, detail) for detail in _DETAILS),
        *(level for level in _LAST if level.work(last) < EffortLevel(last, _DETAILS[-1]).work(last)),
    )


@dataclass(frozen=True)
class Effort:
    """What is spent on the frames right now.

    Attributes:
        rate: frames per second that are processed at most; None while that is the output's rate.
        detail: share of the usual number of pixels that the network sees, 0 < detail <= 1.
        cpu: what the process used over the last window, all threads together, 1 for one core; None before the first.
        budget: what it may use; None for no limit.
    """

    rate: float | None = None
    detail: float = 1.0
    cpu: float | None = None
    budget: float | None = None

    def words(self) -> str:
        """Say what was given up, for instance "slowed down to 15 fps to keep your fan quiet"; "" for nothing."""
        slower = "" if self.rate is None else f"slowed down to {self.rate:g} fps"
        coarser = "" if self.detail == 1 else "a coarser outline"
        if not slower and not coarser:
            return ""
        return f"{' with '.join(filter(None, (slower, coarser)))} to keep your fan quiet"


FULL_EFFORT = Effort()


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
