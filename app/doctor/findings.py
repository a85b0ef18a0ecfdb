"""Findings of the doctor."""

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Level(Enum):
    """Severity of a finding; only a problem changes the exit status."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """The result of a check.

    Attributes:
        check: the area, in lower case.
        level: severity.
        what: one sentence.
        why: the consequence for the user; "" if everything is fine.
        fix: steps to fix it, in order: commands to type, or sentences, which end in a full stop.
    """

    check: str
    level: Level
    what: str
    why: str = ""
    fix: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON values."""
        return {**asdict(self), "level": self.level.value, "fix": list(self.fix)}
