"""What a command has written and when; how much apt and pip say that they have fetched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# In a terminal apt-get overwrites a line that shows its progress.
_APT = re.compile(r"(?:^|\r) *Fetched ([\d.,]+) ([kMG]?B) in", re.MULTILINE)
_PIP = re.compile(r"\bDownloading \S+ \(([\d.]+) ([kMG]?B|bytes)\)")
_MEGABYTES = {"bytes": 1e-6, "B": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}


@dataclass(frozen=True)
class Chunk:
    """What was written at once.

    Attributes:
        at: seconds since the start.
        text: the output.
    """

    at: float
    text: str


def fetched_by_apt(text: str) -> float:
    """Return the megabytes that apt-get has fetched, lists of packages included."""
    return sum(float(size.replace(",", "")) * _MEGABYTES[unit] for size, unit in _APT.findall(text))


def fetched_by_pip(text: str) -> float:
    """Return the megabytes that pip has downloaded; those for building in isolation, which it does not list, not."""
    return sum(float(size) * _MEGABYTES[unit] for size, unit in _PIP.findall(text))


def longest_silence(chunks: Sequence[Chunk], end: float) -> float:
    """Return the most seconds without output, from the start to `end`."""
    times = [0.0, *(chunk.at for chunk in chunks if chunk.at < end), end]
    return max(later - earlier for earlier, later in pairwise(times))
