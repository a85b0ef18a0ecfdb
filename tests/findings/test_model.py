"""Findings as JSON, and their order."""

import json

import pytest

from app.core.advice import ShellCommand
from app.findings.model import Finding, Level, by_severity

FINDING = Finding("kernel module", Level.PROBLEM, "It is missing.", "No camera.", ("Load it:", ShellCommand("sudo x")))


def test_a_finding_survives_json() -> None:
    again = Finding.from_json(json.loads(json.dumps(FINDING.as_json())))
    assert again == FINDING
    assert [type(step) for step in again.fix] == [str, ShellCommand]


@pytest.mark.parametrize("change", [{"level": "odd"}, {"what": None}])
def test_other_values_are_refused(change: dict[str, object]) -> None:
    values = {**FINDING.as_json(), **change}
    if change.get("what", "") is None:
        del values["what"]
    with pytest.raises((KeyError, ValueError)):
        Finding.from_json(values)


def test_problems_come_first_in_the_order_in_which_they_were_found() -> None:
    levels = (Level.OK, Level.WARNING, Level.PROBLEM, Level.NOTE, Level.PROBLEM, Level.OK)
    found = [Finding(str(number), level, "") for number, level in enumerate(levels)]
    assert [finding.check for finding in by_severity(found)] == ["2", "4", "1", "3", "0", "5"]
