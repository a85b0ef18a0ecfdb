"""What an examination finds."""

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Level(Enum):
    """How much a finding matters; only a problem counts for the exit status."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: the area, in lower case.
        level: how much it matters.
        what: one sentence.
        why: what it means for the user; "" where all is well.
        fix: steps that mend it, in order: commands as they are typed, or sentences, which end in a full stop.
    """

    check: str
    level: Level
    what: str
    why: str = ""
    fix: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON values."""
        return {**asdict(self), "level": self.level.value, "fix": list(self.fix)}
