"""Nothing in the working folder is ever run: a folder of the user may hold files with the names of our packages."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.child_python import module_command
from tests.fakes import plain
from tests.offline import environment

pytestmark = pytest.mark.slow

_TRAPS = ("app/__init__.py", "bisenet/__init__.py", "onnxruntime.py", "cv2.py", "numpy.py", "av.py", "PySide6.py")
_TRAP = "import pathlib; pathlib.Path(__file__).with_suffix('.ran').touch(); raise SystemExit('A trap has run.')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a picture, and with modules that fail if they are imported."""
    from app.devices.media.pictures import write_picture

    write_picture(tmp_path / "me.png", plain((90, 90, 90)))
    for name in _TRAPS:
        trap = tmp_path / name
        trap.parent.mkdir(exist_ok=True)
        trap.write_text(_TRAP)
    return tmp_path


def variables(folder: Path) -> dict[str, str]:
    """Return the environment of a process with a home of its own, which finds the packages as after an installation."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    root = str(Path(__file__).parents[2])
    return {**environment(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": root}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        module_command("app", *arguments),
        capture_output=True,
        text=True,
        cwd=folder,
        env=variables(folder),
        timeout=120,
        check=False,
    )


def traps_run(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.ran")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["devices"],
        ["doctor"],
        ["render", "me.png", "out.png", "--background", "loft"],
        ["bench", "--seconds", "0.1", "--size", "64x36", "--background", "blur"],
    ],
    ids=" ".join,
)
def test_no_command_runs_anything_of_the_working_folder(arguments: list[str], folder: Path) -> None:
    done = run(folder, *arguments)
    assert "trap" not in done.stdout + done.stderr
    assert traps_run(folder) == []
    assert done.returncode == 0 or arguments == ["doctor"], done.stderr
    if arguments == ["doctor"]:
        assert "Qt can open a window" in done.stdout


def test_the_window_runs_nothing_of_the_working_folder(folder: Path) -> None:
    with subprocess.Popen(
        module_command("app", "--camera", "demo"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=variables(folder),
    ) as window:
        deadline = time.monotonic() + 60
        while window.poll() is None and run(folder, "control", "quit").returncode and time.monotonic() < deadline:
            time.sleep(0.1)
        _, complaint = window.communicate(timeout=60)
    assert window.returncode == 0, complaint
    assert traps_run(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a script of POSIX")
def test_a_child_without_the_helper_would_be_noticed(folder: Path) -> None:
    command = [sys.executable, "-m", "app"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONSAFEPATH": ""}, capture_output=True, text=True, check=False
    )
    assert "A trap has run." in done.stderr
    assert traps_run(folder) == ["__init__.ran"]
