"""The soak's arithmetic: what a minute was like, and whether anything grew from minute to minute."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

# 5 MB in MiB.
MOST_GROWTH = 5e6 / 2**20
# Of a shared machine's noise; what piles up for half an hour grows by more.
MOST_DRIFT = 1.2
# Fewer minutes say nothing about growth.
LEAST_MINUTES = 2


@dataclass(frozen=True)
class Sample:
    """A moment.

    Attributes:
        own, resident: memory in MiB: what belongs to no file, and all that is held.
        threads, descriptors: how many, those of the libraries among them.
        p50, p95: milliseconds from capture to composite, of the last frames.
    """

    own: float
    resident: float
    threads: float
    descriptors: float
    p50: float
    p95: float


@dataclass(frozen=True)
class Minute(Sample):
    """A minute: the median of each of its samples.

    Attributes:
        cpu: milliseconds of processor time for each frame that went out, all threads together.
        fps: frames that went out a second.
    """

    cpu: float
    fps: float


@dataclass(frozen=True)
class Held:
    """What a process holds of the system."""

    threads: int
    descriptors: int


@dataclass(frozen=True)
class Soak:
    """A run.

    Attributes:
        minutes: all of them.
        warm_up: how many of the first do not count.
        before, after: what was held before it began and after it ended.
        troubles: sentences that the pipeline reported.
    """

    minutes: Sequence[Minute]
    warm_up: int
    before: Held
    after: Held
    troubles: Sequence[str]

    @property
    def counted(self) -> Sequence[Minute]:
        """The minutes after the warm-up."""
        return self.minutes[self.warm_up :]

    @property
    def growth(self) -> float:
        """By how much the memory of its own grew over the counted minutes, MiB."""
        own = [minute.own for minute in self.counted]
        return theil_sen(own) * (len(own) - 1)

    @property
    def latency_drift(self) -> float:
        """The latency of the last quarter, times that of the first."""
        return drift([minute.p50 for minute in self.counted])

    @property
    def cpu_drift(self) -> float:
        """The processor time of the last quarter, times that of the first."""
        return drift([minute.cpu for minute in self.counted])

    def complaints(self) -> list[str]:
        """Return a sentence for each limit that was exceeded."""
        found = [*self.troubles]
        if not self.growth < MOST_GROWTH:
            found.append(f"The memory grew by {self.growth:.1f} MiB.")
        if not self.latency_drift <= MOST_DRIFT:
            found.append(f"The latency became {self.latency_drift:.2f} times what it was.")
        if self.after.threads > self.before.threads:
            found.append(f"{self.after.threads - self.before.threads} threads are left.")
        if self.after.descriptors > self.before.descriptors:
            found.append(f"{self.after.descriptors - self.before.descriptors} descriptors are left.")
        return found


def minute_of(samples: Sequence[Sample], cpu_seconds: float, sent: int, seconds: float) -> Minute:
    """Sum up a minute, in whose `seconds` so many frames were sent and so much processor time was used."""
    names = [field.name for field in fields(Sample)]
    medians = {name: float(np.median([getattr(sample, name) for sample in samples])) for name in names}
    return Minute(**medians, cpu=1000 * cpu_seconds / max(sent, 1), fps=sent / seconds)


def theil_sen(values: Sequence[float]) -> float:
    """Return the median slope between all pairs: the growth from one value to the next, whatever single ones do.

    Source: Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", 1968.
    """
    y = np.asarray(values, np.float64)
    first, second = np.triu_indices(len(y), 1)
    return float(np.median((y[second] - y[first]) / (second - first)))


def drift(values: Sequence[float]) -> float:
    """Return the median of the last quarter, times that of the first."""
    quarter = max(1, len(values) // 4)
    return float(np.median(values[-quarter:]) / np.median(values[:quarter]))
