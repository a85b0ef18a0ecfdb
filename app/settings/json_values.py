"""Readers of single JSON values: each returns what its value means, or raises ValueError."""

import os
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

Read = Callable[[object], Any]
E = TypeVar("E", bound=Enum)
_LONGEST_TEXT = 4096


def truth(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def text(value: object) -> str:
    """Read words, as many as a path may have, and none that no path can hold."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or "\0" in value:
        raise ValueError(value)
    # Half a character fails here, with a ValueError too.
    os.fsencode(value)
    return value


def number(low: float, high: float) -> Read:
    """Return what reads a number from `low` to `high`."""

    def read(value: object) -> float:
        # True and False are integers for Python, and what is no number fails the comparison.
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ValueError(value)
        return float(value)

    return read


def whole_number(low: int, high: int) -> Read:
    """Return what reads a whole number from `low` to `high`."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(value)
        return value

    return read


def list_of(*readers: Read) -> Callable[[object], tuple[Any, ...]]:
    """Return what reads a list with a value for each reader."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(readers):
            raise ValueError(value)
        return tuple(reader(one) for reader, one in zip(readers, value, strict=True))

    return read


def one_of(*values: str) -> Read:
    """Return what reads one of these words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError(value)
        return value

    return read


def member(kind: type[E]) -> Callable[[object], E]:
    """Return what reads the value of an enumeration."""
    return lambda value: kind(text(value))


def optional(read: Read) -> Read:
    """Return what reads null too."""
    return lambda value: None if value is None else read(value)
