"""The count of all leak tests of a run."""

from dataclasses import dataclass, field

import pytest


@dataclass
class Tally:
    """Pictures that reached a sink and pixels that must not have, by the test that counted them."""

    frames: dict[str, int] = field(default_factory=dict)
    leaked: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, frames: int, leaked: int) -> None:
        """Take in what a test counted."""
        self.frames[name], self.leaked[name] = frames, leaked

    def __str__(self) -> str:
        leaked, frames = sum(self.leaked.values()), sum(self.frames.values())
        return f"leak test: {leaked} leaked pixels in {frames:,} frames of {len(self.frames)} cases"


TALLY = pytest.StashKey[Tally]()
