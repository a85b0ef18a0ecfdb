"""The lines between the doctor's process and the window."""

import pytest

from app.commands import doctor
from app.core.advice import ShellCommand
from app.findings.model import Finding, Level
from app.findings.protocol import Checking, line_of, read_line

ITEMS = (
    Checking("cameras", 0, 2),
    Finding("cameras", Level.OK, "A webcam\nis “there”."),
    Checking("window", 1, 2),
    Finding("window", Level.PROBLEM, "There is none.", "Nothing works.", ("Do:", ShellCommand("sudo 'x y'"))),
)


@pytest.mark.parametrize("item", ITEMS)
def test_each_line_is_read_as_it_was_written(item: Checking | Finding) -> None:
    line = line_of(item)
    assert "\n" not in line
    assert read_line(line) == item


@pytest.mark.parametrize("line", ["", "Traceback", "1", "[]", '{"finding": 1}', '{"finding": {"check": "x"}}', "{"])
def test_other_lines_are_none(line: str) -> None:
    assert read_line(line) is None


def test_the_command_prints_them(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "examine", lambda model: iter(ITEMS))
    assert doctor.run_doctor(as_json=False, progress=True) == 1
    assert tuple(map(read_line, capsys.readouterr().out.splitlines())) == ITEMS
