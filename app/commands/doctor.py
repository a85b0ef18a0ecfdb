"""`bisenet-bg doctor`: prints the problems found on this computer, and the commands that fix them."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from app.doctor.examination import examine
from app.doctor.findings import Finding, Level

_SIGNS = {Level.OK: "ok", Level.NOTE: "note", Level.WARNING: "!", Level.PROBLEM: "x"}
_INDENT = " " * 8


def run_doctor(as_json: bool, model: str | None = None) -> int:
    """Print all findings, also about a model of the user's own; return 1 if there is a problem, else 0."""
    findings = list(examine(model=model)) if as_json else _print_all(examine(model=model))
    if as_json:
        print(json.dumps([finding.as_json() for finding in findings], indent=2))
    return int(any(finding.level is Level.PROBLEM for finding in findings))


def _print_all(findings: Iterable[Finding]) -> list[Finding]:
    """Print each finding as soon as it is known, since some take a while, and the problems again at the end."""
    seen = []
    for check, group in groupby(findings, key=lambda finding: finding.check):
        print(check.capitalize())
        for finding in group:
            seen.append(finding)
            print(f"  {_SIGNS[finding.level]:5} {finding.what}", flush=True)
            if finding.why:
                print(f"{_INDENT}{finding.why}")
            _print_steps(finding.fix)
    _print_end(seen)
    return seen


def _print_end(findings: Sequence[Finding]) -> None:
    problems = [finding for finding in findings if finding.level is Level.PROBLEM]
    print()
    if not problems:
        warned = any(finding.level is Level.WARNING for finding in findings)
        print("No problem, but see what is marked with !" if warned else "Nothing is wrong.")
        return
    print("1 problem:" if len(problems) == 1 else f"{len(problems)} problems:")
    for finding in problems:
        print(f"  {_SIGNS[finding.level]:5} {finding.what}")
        _print_steps(finding.fix)


def _print_steps(steps: Sequence[str]) -> None:
    for step in steps:
        print(f"{_INDENT}- {step}" if step.endswith((".", ":")) else f"{_INDENT}$ {step}")
