"""What short commands import: nothing that only frames need, so that they start fast."""

import subprocess
import sys

import pytest

from app.control.single_instance import only_instance
from tests.control.fakes import FakeProgram

# Each takes longer to import than all that a short command needs.
HEAVY = ("numpy", "cv2", "av", "PIL", "onnxruntime", "torch", "PySide6", "pyvirtualcam", "shtab")
CODE = f"""
import sys
from app.cli.main import main
try:
    status = main(sys.argv[1:])
except SystemExit as ending:
    status = ending.code
print("imported:", status, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def imported(*arguments: str) -> str:
    """Run a command in a process of its own, and return its exit status and the heavy modules that it imported."""
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stderr.strip().splitlines()[-1].removeprefix("imported: ")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["render", "--help"], ["bench", "--help"]], ids=str)
def test_help_and_version(arguments: list[str]) -> None:
    assert imported(*arguments) == "0 []"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere OpenCV lists the cameras")
@pytest.mark.parametrize("arguments", [["devices"], ["devices", "--json"]], ids=str)
def test_the_list_of_devices(arguments: list[str]) -> None:
    assert imported(*arguments) == "0 []"


def test_a_command_without_a_running_program() -> None:
    assert imported("control", "status") == "2 []"


@pytest.mark.parametrize(
    "arguments", [["control", "status"], [], ["--background", "blur:30"], ["--virtual-camera"]], ids=str
)
def test_a_command_to_the_running_program_and_a_second_start(arguments: list[str]) -> None:
    with only_instance() as instance, instance.serving(FakeProgram()):
        assert imported(*arguments) == "0 []"
