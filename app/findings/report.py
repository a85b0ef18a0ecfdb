"""The doctor's report as text."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from app.core.advice import ShellCommand
from app.findings.model import Finding, Level, title_of
from app.language import _

_SIGNS = {Level.OK: "ok", Level.NOTE: "note", Level.WARNING: "!", Level.PROBLEM: "x"}
_INDENT = " " * 8


def report_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines about each finding as soon as it is known, and the problems again at the end."""
    seen = []
    for check, group in groupby(findings, key=lambda finding: finding.check):
        yield title_of(check)
        for finding in group:
            seen.append(finding)
            yield _headline(finding)
            if finding.why:
                yield f"{_INDENT}{finding.why}"
            yield from step_lines(finding.fix, _INDENT)
    yield ""
    yield from _summary(seen)


def step_lines(steps: Sequence[str], indent: str) -> Iterator[str]:
    """Yield a line for each step: a dash before a sentence, a dollar sign before a command."""
    for step in steps:
        yield _("{indent}{value} {step}").format(
            indent=indent, value="$" if isinstance(step, ShellCommand) else "-", step=step
        )


def _headline(finding: Finding) -> str:
    return _("  {signs:5} {what}").format(signs=_SIGNS[finding.level], what=finding.what)


def _summary(findings: Sequence[Finding]) -> Iterator[str]:
    problems = [finding for finding in findings if finding.level is Level.PROBLEM]
    if not problems:
        warned = any(finding.level is Level.WARNING for finding in findings)
        yield _("No problem, but see what is marked with !") if warned else _("Nothing is wrong.")
        return
    yield _("1 problem:") if len(problems) == 1 else _("{count} problems:").format(count=len(problems))
    for finding in problems:
        yield _headline(finding)
        yield from step_lines(finding.fix, _INDENT)
