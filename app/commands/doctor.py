"""`bisenet-bg doctor`: prints the problems found on this computer, and the commands that fix them."""

import json
from collections.abc import Iterable, Iterator

from app.doctor.examination import examine
from app.findings.model import Finding, Level
from app.findings.protocol import line_of
from app.findings.report import report_lines
from app.terminal import wrapped


def run_doctor(as_json: bool, model: str | None = None, *, progress: bool = False) -> int:
    """Print all findings, also about a model of the user's own; return 1 if there is a problem, else 0.

    Args:
        as_json: print one JSON list at the end instead of the report.
        model: name or folder of a model to check besides the installed ones.
        progress: print the lines of `app.findings.protocol` instead.
    """
    seen: list[Finding] = []
    if progress:
        for item in examine(model=model):
            print(line_of(item), flush=True)
            seen += [item] if isinstance(item, Finding) else []
    elif as_json:
        seen = [item for item in examine(model=model) if isinstance(item, Finding)]
        print(json.dumps([finding.as_json() for finding in seen], indent=2))
    else:
        findings = (item for item in examine(model=model) if isinstance(item, Finding))
        for line in report_lines(_kept(findings, seen)):
            print(wrapped(line), flush=True)
    return int(any(finding.level is Level.PROBLEM for finding in seen))


def _kept(findings: Iterable[Finding], seen: list[Finding]) -> Iterator[Finding]:
    for finding in findings:
        seen.append(finding)
        yield finding
