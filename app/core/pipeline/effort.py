"""How much work a frame may cost: the levels that the governor goes down and up, and what it tells of them."""

from dataclasses import dataclass

# Enough for a moving person, and far from `STALE_AFTER`.
LOWEST_RATE = 10.0


@dataclass(frozen=True)
class Level:
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
_LAST = (Level(12.0, 0.5), Level(LOWEST_RATE, 0.5))


def ladder(fps: float, *, details: bool = True) -> tuple[Level, ...]:
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
        return tuple(Level(rate) for rate in (*rates, *slowest))
    return (
        *(Level(rate) for rate in rates),
        *(Level(last, detail) for detail in _DETAILS),
        *(level for level in _LAST if level.work(last) < Level(last, _DETAILS[-1]).work(last)),
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
