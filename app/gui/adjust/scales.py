"""Scales that map numbers to slider positions and back; plain data, no Qt."""

import math
from dataclasses import dataclass
from typing import Any, Protocol


class Scale(Protocol):
    """The integer positions of a slider and the value of each."""

    @property
    def first(self) -> int:
        """The leftmost position."""

    @property
    def last(self) -> int:
        """The rightmost position."""

    def position(self, value: Any) -> int:
        """Return the position nearest to a value."""

    def value(self, position: int) -> float | None:
        """Return the value of a position; None stands for no limit."""


@dataclass(frozen=True)
class Linear:
    """Equal steps, counted from the default so that it has a position of its own; both ends are exact.

    Attributes:
        minimum, maximum: values at the ends.
        default: the value of position 0.
        step: difference between the values of adjacent positions.
    """

    minimum: float
    maximum: float
    default: float
    step: float

    @property
    def first(self) -> int:
        """The leftmost position."""
        return -math.ceil(round((self.default - self.minimum) / self.step, 6))

    @property
    def last(self) -> int:
        """The rightmost position."""
        return math.ceil(round((self.maximum - self.default) / self.step, 6))

    def position(self, value: float) -> int:
        """Return the position nearest to a value."""
        if self.minimum < value < self.maximum:
            return round((value - self.default) / self.step)
        return self.first if value <= self.minimum else self.last

    def value(self, position: int) -> float:
        """Return the value of a position."""
        return max(self.minimum, min(round(self.default + position * self.step, 6), self.maximum))


@dataclass(frozen=True)
class Logarithmic:
    """Steps of equal ratio, counted from the default so that it has a position of its own; both ends are exact.

    Attributes:
        minimum, maximum: values at the ends, above 0.
        default: the value of position 0.
        ratio: quotient of the values of adjacent positions, above 1.
    """

    minimum: float
    maximum: float
    default: float
    ratio: float

    @property
    def first(self) -> int:
        """The leftmost position."""
        return math.floor(self._steps(self.minimum))

    @property
    def last(self) -> int:
        """The rightmost position."""
        return math.ceil(self._steps(self.maximum))

    def position(self, value: float) -> int:
        """Return the position nearest to a value."""
        if self.minimum < value < self.maximum:
            return round(self._steps(value))
        return self.first if value <= self.minimum else self.last

    def value(self, position: int) -> float:
        """Return the value of a position."""
        return max(self.minimum, min(round(self.default * self.ratio**position, 4), self.maximum))

    def _steps(self, value: float) -> float:
        return math.log(value / self.default) / math.log(self.ratio)


@dataclass(frozen=True)
class OpenEnded:
    """A scale with one more position at its end, whose value None stands for no limit.

    Attributes:
        inner: the scale without that position.
    """

    inner: Linear

    @property
    def first(self) -> int:
        """The leftmost position."""
        return self.inner.first

    @property
    def last(self) -> int:
        """The rightmost position, which stands for no limit."""
        return self.inner.last + 1

    def position(self, value: float | None) -> int:
        """Return the position nearest to a value."""
        return self.last if value is None else self.inner.position(value)

    def value(self, position: int) -> float | None:
        """Return the value of a position."""
        return None if position == self.last else self.inner.value(position)
