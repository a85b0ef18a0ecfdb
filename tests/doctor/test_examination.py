"""The whole examination, and what the command makes of it."""

import json
import subprocess
import sys

import pytest

from app.cli.main import main
from app.commands import doctor
from app.core.advice import ShellCommand
from app.core.errors import DeviceError
from app.devices.linux.system import SystemFiles
from app.doctor import cameras, examination, virtual_cameras
from app.findings.model import Finding, Level
from tests.doctor.conftest import BuildFiles

_OK = Finding("cameras", Level.OK, "A webcam is there.")
_NOTE = Finding(
    "window", Level.NOTE, "There is no display.", "The window needs one.", (ShellCommand("bisenet-bg --headless"),)
)
_WARNING = Finding("window", Level.WARNING, "Something is odd.")
_PROBLEM = Finding(
    "kernel module", Level.PROBLEM, "It is missing.", "Chrome lists none.", ("Do this:", ShellCommand("sudo that"))
)


def say(monkeypatch: pytest.MonkeyPatch, *found: Finding) -> None:
    monkeypatch.setattr(doctor, "examine", lambda model: iter(found))


def findings(files: SystemFiles) -> list[Finding]:
    return [item for item in examination.examine(files) if isinstance(item, Finding)]


@pytest.mark.slow
def test_every_area_is_examined(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual_cameras, "check_virtual_cameras", lambda *words: [])
    monkeypatch.setattr(cameras, "list_cameras", list)
    found = findings(system_files({"dev/video0": ""}))
    areas = ["cameras", "permissions", "kernel module", "PipeWire camera", "processor", "weights", "window"]
    assert list(dict.fromkeys(finding.check for finding in found)) == areas
    assert all(finding.fix for finding in found if finding.level is not Level.OK)
    assert all(finding.what.endswith(".") for finding in found)


def test_other_systems_have_no_kernel_module(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(cameras, "list_cameras", list)
    monkeypatch.setattr(virtual_cameras, "virtual_cameras", list)
    areas = {finding.check for finding in findings(system_files())}
    assert areas == {"cameras", "virtual camera", "processor", "weights", "window"}


def test_a_check_that_fails_does_not_end_the_others(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*words: object) -> list[Finding]:
        raise DeviceError("There is no camera /dev/video3.")

    monkeypatch.setattr(cameras, "check_cameras", broken)
    first, *others = findings(system_files())
    assert (first.check, first.level) == ("cameras", Level.WARNING)
    assert "There is no camera /dev/video3" in first.what
    assert others


def test_problems_come_again_at_the_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    say(monkeypatch, _OK, _PROBLEM, _NOTE)
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Cameras",
        "  ok    A webcam is there.",
        "Kernel module",
        "  x     It is missing.",
        "        Chrome lists none.",
        "        - Do this:",
        "        $ sudo that",
        "Window",
        "  note  There is no display.",
        "        The window needs one.",
        "        $ bisenet-bg --headless",
        "",
        "1 problem:",
        "  x     It is missing.",
        "        - Do this:",
        "        $ sudo that",
    ]


@pytest.mark.parametrize(
    ("found", "status", "end"),
    [
        ([_OK, _NOTE], 0, "Nothing is wrong."),
        ([_WARNING], 0, "No problem, but see what is marked with !"),
        ([_PROBLEM, _PROBLEM], 1, "2 problems:"),
    ],
)
def test_the_exit_status_tells(
    found: list[Finding], status: int, end: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    say(monkeypatch, *found)
    assert main(["doctor"]) == status
    assert end in capsys.readouterr().out
    assert main(["doctor", "--json"]) == status
    assert json.loads(capsys.readouterr().out) == [finding.as_json() for finding in found]


def test_json_holds_words_only() -> None:
    assert json.loads(json.dumps(_PROBLEM.as_json())) == {
        "check": "kernel module",
        "level": "problem",
        "what": "It is missing.",
        "why": "Chrome lists none.",
        "fix": ["Do this:", "sudo that"],
        "commands": ["sudo that"],
    }


@pytest.mark.slow
def test_neither_qt_nor_torch_is_imported() -> None:
    code = """
import sys
from app.devices.linux.system import SystemFiles
from app.doctor import cameras, examination, virtual_cameras
cameras.list_cameras = list
virtual_cameras.check_virtual_cameras = lambda *words: []
list(examination.examine())
print([name for name in ("PySide6", "torch") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
