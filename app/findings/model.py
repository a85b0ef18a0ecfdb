"""Findings of the doctor."""

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from app.core.advice import ShellCommand, Steps, commands_of
from app.language import N_, _

_TITLES = {
    "cameras": N_("Cameras"),
    "permissions": N_("Permissions"),
    "kernel module": N_("Kernel module"),
    "virtual camera": N_("Virtual camera"),
    "proof": N_("Proof"),
    "PipeWire camera": N_("PipeWire camera"),
    "processor": N_("Processor"),
    "weights": N_("Weights"),
    "window": N_("Window"),
}


class Level(Enum):
    """Severity of a finding, the least first; only a problem changes the exit status."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """The result of a check.

    Attributes:
        check: the area, a key of the table of headings.
        level: severity.
        what: one sentence.
        why: the consequence for the user; "" if everything is fine.
        fix: steps to fix it, in order.
    """

    check: str
    level: Level
    what: str
    why: str = ""
    fix: Steps = ()

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON values: `fix` has all steps as strings, `commands` those that are commands."""
        return {
            **asdict(self),
            "level": self.level.value,
            "fix": list(self.fix),
            "commands": list(commands_of(self.fix)),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Finding":
        """Return the finding of `as_json`.

        Raises:
            KeyError, ValueError: these are other values.
        """
        commands = values["commands"]
        fix = tuple(ShellCommand(step) if step in commands else str(step) for step in values["fix"])
        return cls(values["check"], Level(values["level"]), values["what"], values["why"], fix)


def title_of(check: str) -> str:
    """Return the name of an area as a heading."""
    return _(_TITLES[check]) if check in _TITLES else check


def by_severity(findings: list[Finding]) -> list[Finding]:
    """Return the findings, problems first; those of one level keep their order."""
    severities = list(Level)
    return sorted(findings, key=lambda finding: -severities.index(finding.level))
