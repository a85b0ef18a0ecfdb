"""The doctor's report in another language, with all findings that the tests of this folder cause."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.advice import ShellCommand
from app.findings.model import Finding
from app.findings.report import report_lines
from tests.doctor import findings_recorder
from tests.language.pseudo_language import untranslated

# It does not know the tests' language.
_OF_ANOTHER_PROCESS = "Qt has no platform nonsense."
# Of errors that the tests raise themselves.
_OF_TESTS = {
    "Front (/dev/video0): The fake camera is gone.",
    "Front (/dev/video0): There is no camera /dev/video0.",
    "Install it.",
    "List them.",
    "Plug it in.",
    "The virtual camera cannot be opened (why).",
    "The virtual camera failed.",
    "There is no manifest.json in weights.",
    "libEGL.so.1 is missing.",
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """Return all findings of the other tests, as they are in the tests' language."""
    file = tmp_path_factory.mktemp("findings") / "findings.json"
    here, plugin = Path(__file__), findings_recorder.__name__
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", plugin, "-m", "not device", f"--ignore={here}", here.parent],
        cwd=here.parents[2],
        # With a cache of its own for the changed assertions.
        env={**os.environ, findings_recorder.FILE: str(file), "PYTHONPYCACHEPREFIX": str(file.parent)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return [Finding.from_json(values) for values in json.loads(file.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.usefixtures("pseudo_language")
def test_the_whole_report_is_translated(findings: list[Finding]) -> None:
    assert len({finding.what for finding in findings}) > 75
    known = [finding for finding in findings if finding.what != _OF_ANOTHER_PROCESS]
    texts = [
        text
        for finding in known
        for text in (finding.what, finding.why, *finding.fix)
        if not isinstance(text, ShellCommand)
    ]
    assert {text for text in texts if untranslated(text).strip()} == _OF_TESTS
    frame = [
        untranslated(line).strip() for line in report_lines(Finding(found.check, found.level, "") for found in findings)
    ]
    assert set(frame) == {"", "!", "x"}
