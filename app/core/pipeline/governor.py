"""The governor: keeps the process's CPU time within a budget by processing fewer and smaller frames."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.language import _, decimal

# Enough for a moving person, and far above the rate at which composites become stale.
LOWEST_RATE = 10.0
# Seconds over which CPU time is measured; decisions are made only at the end of a window.
_WINDOW = 2.0
# A longer window contains a gap, from a lost camera or a suspend, and is discarded.
_LONGEST_WINDOW = 2 * _WINDOW
# Frames that may be admitted in a burst, so that an uneven camera at the target rate loses none.
_MOST_CREDIT = 2.0
# Share of the budget that a climb may use, so that noise does not undo it.
_ROOM = 0.9
# Least share of the CPU time that is proportional to the work; the rest may be camera, window, output and recording.
_LEAST_VARIABLE = 0.5
# Seconds before the next climb: initially, and at most after failed climbs.
_PATIENCE, _MOST_PATIENCE = 4.0, 120.0
# Seconds after which a climb counts as successful; a later fall means that the load has changed.
_PROVEN = 60.0


@dataclass(frozen=True)
class EffortLevel:
    """One level of the governor's ladder.

    Attributes:
        rate: processed frames per second.
        detail: share of the usual number of pixels that the network sees, 0 < detail <= 1.
    """

    rate: float
    detail: float = 1.0

    def work(self, offered: float) -> float:
        """Return the work per second, for comparing levels, if `offered` frames per second arrive."""
        return min(self.rate, offered) * self.detail


# Margin at the top level, so that an uneven camera at the output's rate loses no frame.
_SLACK = 1.05
# Down to about 15 fps a lower rate is less visible than a coarser outline; below that it is the other way round.
_RATES = (60.0, 45.0, 30.0, 24.0, 20.0, 15.0)
_DETAILS = (0.75, 0.5)
_LAST = (EffortLevel(12.0, 0.5), EffortLevel(LOWEST_RATE, 0.5))


def ladder(fps: float, *, details: bool = True) -> tuple[EffortLevel, ...]:
    """Return the levels for an output of `fps`, in order of decreasing work, none below `LOWEST_RATE`.

    Args:
        fps: of the output.
        details: whether smaller frames cost less, as on the CPU; otherwise levels differ in rate alone.
    """
    top = _SLACK * max(fps, LOWEST_RATE)
    # A smaller step would save little.
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
    """The current level and the CPU time used.

    Attributes:
        rate: upper limit of processed frames per second; None while it is the output's rate.
        detail: share of the usual number of pixels that the network sees, 0 < detail <= 1.
        cpu: CPU time of all threads per second over the last window, 1 for one core; None before the first.
        budget: its limit; None for no limit.
    """

    rate: float | None = None
    detail: float = 1.0
    cpu: float | None = None
    budget: float | None = None

    def sentence(self) -> str:
        """Describe the reduction: "Reduced to 15 fps to stay within the CPU budget."; "" for none."""
        if self.rate is None:
            return _("A coarser outline to stay within the CPU budget.") if self.detail < 1 else ""
        if self.detail < 1:
            message = _("Reduced to {rate} fps with a coarser outline to stay within the CPU budget.")
        else:
            message = _("Reduced to {rate} fps to stay within the CPU budget.")
        return message.format(rate=decimal(self.rate))


FULL_EFFORT = Effort()


@dataclass
class _Window:
    """A measurement in progress: its start and the frames offered since."""

    began: float
    cpu_began: float
    offered: int = 0


class Governor:
    """Decides for each frame whether it is processed, and how large the network's input is.

    Above the budget it descends the ladder at once, as far as the measurement demands; below it climbs one level at a
    time. A failed climb doubles the time until the next. It belongs to the worker's thread; `effort` and `skipped` may
    be read from any thread, and `set_budget` may be called from any.

    The whole process counts, as a monitor of the system shows it: camera, virtual camera, recording and window too.

    Args:
        budget: CPU time of all threads per second, 1 for one core; None for no limit.
        fps: rate of the output, which does not change.
        clock: elapsed seconds.
        cpu_time: CPU seconds used by all threads of the process.

    Attributes:
        effort: the current level.
        skipped: number of frames not admitted.
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
        self._window: _Window | None = None
        self._is_warm = False
        self._credit = 0.0
        self._asked_at = float("-inf")
        self._patience = _PATIENCE
        self._climb_at = float("-inf")
        self._climbed_at: float | None = None

    def set_budget(self, budget: float | None) -> None:
        """Use another budget from the next frame on, starting at the top level."""
        self._budget = budget

    def set_steps(self, *, details: bool) -> None:
        """Adapt the levels to the processor, starting at the top; called by the worker's thread.

        Args:
            details: whether smaller frames cost less.
        """
        levels = ladder(self._fps, details=details)
        if levels != self._levels:
            self._levels = levels
            self._begin_again(self._clock(), self._cpu_time())

    def admits(self) -> bool:
        """Say whether the newest frame should be processed; called once for each frame."""
        now, cpu = self._clock(), self._cpu_time()
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
        """Return to the top level and restart the measurement."""
        self.effort = Effort(cpu=self.effort.cpu, budget=self._budget)
        self._level, self._patience, self._climbed_at = 0, _PATIENCE, None
        self._window = _Window(now, cpu)

    def _measure(self, now: float, cpu: float) -> None:
        """Count a frame, and evaluate the window when it is over."""
        window = self._window
        if window is None or now - window.began > _LONGEST_WINDOW:
            self._window = window = _Window(now, cpu)
        elapsed = now - window.began
        if elapsed >= _WINDOW:
            used = (cpu - window.cpu_began) / elapsed
            # The first window contains the start-up.
            if self.effort.budget is not None and self._is_warm:
                self._judge(used, self.effort.budget, window.offered / elapsed, now)
            self._is_warm = True
            level = self._levels[self._level]
            rate = level.rate if level.rate < self._levels[0].rate else None
            self.effort = replace(self.effort, rate=rate, detail=level.detail, cpu=used)
            self._window = window = _Window(now, cpu)
        window.offered += 1

    def _judge(self, used: float, budget: float, offered: float, now: float) -> None:
        """Change the level if the CPU time per second, `used`, requires or permits it."""
        work = [level.work(offered) for level in self._levels]
        here = self._level
        if used > budget:
            lower = range(here + 1, len(work))
            if lower:
                # At best CPU time shrinks in proportion to the work, so this never descends too far.
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
