"""The doctor's report as text."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from app.core.advice import ShellCommand
from app.findings.model import Finding, Level, title_of
from app.language import N_, _, ngettext

_SIGNS = {Level.OK: N_("ok"), Level.NOTE: N_("note"), Level.WARNING: "!", Level.PROBLEM: "x"}


def report_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines about each finding as soon as it is known, and the problems again at the end."""
    seen = []
    indent = _indent()
    for check, group in groupby(findings, key=lambda finding: finding.check):
        yield title_of(check)
        for finding in group:
            seen.append(finding)
            yield _headline(finding)
            if finding.why:
                yield f"{indent}{finding.why}"
            yield from step_lines(finding.fix, indent)
    yield ""
    yield from _summary(seen)


def step_lines(steps: Sequence[str], indent: str) -> Iterator[str]:
    """Yield a line for each step: a dash before a sentence, a dollar sign before a command."""
    for step in steps:
        yield f"{indent}{'$' if isinstance(step, ShellCommand) else '-'} {step}"


def _indent() -> str:
    """Return the spaces before what is below a headline: as wide as the signs, which differ by language."""
    return " " * (2 + max(len(_(sign)) for sign in _SIGNS.values()) + 2)


def _headline(finding: Finding) -> str:
    return f"  {_(_SIGNS[finding.level])}".ljust(len(_indent())) + finding.what


def _summary(findings: Sequence[Finding]) -> Iterator[str]:
    problems = [finding for finding in findings if finding.level is Level.PROBLEM]
    if not problems:
        warned = any(finding.level is Level.WARNING for finding in findings)
        yield _("No problem, but see what is marked with !") if warned else _("Nothing is wrong.")
        return
    yield ngettext("{count} problem:", "{count} problems:", len(problems)).format(count=len(problems))
    for finding in problems:
        yield _headline(finding)
        yield from step_lines(finding.fix, _indent())
