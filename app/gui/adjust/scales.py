"""From a number to a slider's position and back; plain data, no Qt."""

import math
from dataclasses import dataclass
from typing import Any, Protocol


class Scale(Protocol):
    """The positions of a slider, whole numbers, and what each means."""

    @property
    def low(self) -> int:
        """The first position."""

    @property
    def high(self) -> int:
        """The last position."""

    def position(self, value: Any) -> int:
        """Return the position nearest to a value."""

    def value(self, position: int) -> float | None:
        """Return what a position means; None for no limit."""


@dataclass(frozen=True)
class Linear:
    """Equal steps from a default, which so has a position of its own; the ends are exact.

    Attributes:
        least, most: values at the ends.
        default: the value of position 0.
        step: from one position to the next.
    """

    least: float
    most: float
    default: float
    step: float

    @property
    def low(self) -> int:
        """The first position."""
        return -math.ceil(round((self.default - self.least) / self.step, 6))

    @property
    def high(self) -> int:
        """The last position."""
        return math.ceil(round((self.most - self.default) / self.step, 6))

    def position(self, value: float) -> int:
        """Return the position nearest to a value."""
        if self.least < value < self.most:
            return round((value - self.default) / self.step)
        return self.low if value <= self.least else self.high

    def value(self, position: int) -> float:
        """Return what a position means."""
        return max(self.least, min(round(self.default + position * self.step, 6), self.most))


@dataclass(frozen=True)
class Logarithmic:
    """Steps that each multiply by as much, from a default, which so has a position of its own; the ends are exact.

    Attributes:
        least, most: values at the ends, above 0.
        default: the value of position 0.
        ratio: of two neighbours.
    """

    least: float
    most: float
    default: float
    ratio: float

    @property
    def low(self) -> int:
        """The first position."""
        return math.floor(self._steps(self.least))

    @property
    def high(self) -> int:
        """The last position."""
        return math.ceil(self._steps(self.most))

    def position(self, value: float) -> int:
        """Return the position nearest to a value."""
        if self.least < value < self.most:
            return round(self._steps(value))
        return self.low if value <= self.least else self.high

    def value(self, position: int) -> float:
        """Return what a position means."""
        return max(self.least, min(round(self.default * self.ratio**position, 4), self.most))

    def _steps(self, value: float) -> float:
        return math.log(value / self.default) / math.log(self.ratio)


@dataclass(frozen=True)
class OpenEnded:
    """A scale with one more position, which stands for no limit: None.

    Attributes:
        inner: the scale below it.
    """

    inner: Linear

    @property
    def low(self) -> int:
        """The first position."""
        return self.inner.low

    @property
    def high(self) -> int:
        """The position of no limit."""
        return self.inner.high + 1

    def position(self, value: float | None) -> int:
        """Return the position nearest to a value."""
        return self.high if value is None else self.inner.position(value)

    def value(self, position: int) -> float | None:
        """Return what a position means."""
        return None if position == self.high else self.inner.value(position)
