"""The doctor's report as text: its columns, headings and summary."""

import pytest

from app.core.advice import ShellCommand
from app.findings.model import Finding, Level
from app.findings.report import report_lines
from app.terminal import wrap

FINDINGS = [
    Finding("cameras", Level.OK, "Fine."),
    Finding("cameras", Level.NOTE, "Noted.", "Because.", ("Do it:", ShellCommand("ls -l"))),
    Finding("window", Level.WARNING, "Odd."),
    Finding("window", Level.PROBLEM, "Broken."),
]


def test_the_report() -> None:
    assert list(report_lines(FINDINGS)) == [
        "Cameras",
        "  ok    Fine.",
        "  note  Noted.",
        "        Because.",
        "        - Do it:",
        "        $ ls -l",
        "Window",
        "  !     Odd.",
        "  x     Broken.",
        "",
        "1 problem:",
        "  x     Broken.",
    ]


@pytest.mark.parametrize("level", Level)
@pytest.mark.usefixtures("pseudo_language")
def test_lines_are_aligned_and_wrapped_below_their_text_in_every_language(level: Level) -> None:
    heading, headline, below, *_ = report_lines([Finding("cameras", level, "one two three four five six", "because")])
    column = headline.index("one")
    assert heading == "⟦Cameras⟧"
    assert below == " " * column + "because"
    first, second = wrap(headline, column + len("one two three")).split("\n")[:2]
    assert first.endswith("one two three")
    assert second == " " * column + "four five six"
