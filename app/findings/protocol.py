"""The lines in which `doctor --progress` reports to another program, both ends.

Each line is one JSON object: {"checking": "cameras", "done": 0, "total": 7} before a check, then {"finding": {...}} for
each of its findings.
"""

import json
from dataclasses import dataclass

from app.findings.model import Finding


@dataclass(frozen=True)
class Checking:
    """The check that has just begun.

    Attributes:
        area: that it is about, in lower case.
        done: how many checks have ended.
        total: how many there are.
    """

    area: str
    done: int
    total: int


def line_of(item: Checking | Finding) -> str:
    """Return a check or a finding as one line."""
    if isinstance(item, Finding):
        return json.dumps({"finding": item.as_json()})
    return json.dumps({"checking": item.area, "done": item.done, "total": item.total})


def read_line(line: str) -> Checking | Finding | None:
    """Return the check or finding of a line; None for any other line."""
    try:
        match json.loads(line):
            case {"checking": str(area), "done": int(done), "total": int(total)}:
                return Checking(area, done, total)
            case {"finding": dict(values)}:
                return Finding.from_json(values)
    except (ValueError, KeyError):
        return None
    return None
