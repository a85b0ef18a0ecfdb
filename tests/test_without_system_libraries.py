"""Where OpenCV cannot be imported, the commands name the system library that is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_LOADER_ERROR = "libGL.so.1: cannot open shared object file: No such file or directory"
_SEGMENT = ("segment", str(ROOT / "assets" / "backgrounds"), "out", "--model", "bisenet-mobilenetv2")


def run(folder: Path, error: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m WORDS` where importing OpenCV raises an ImportError."""
    (folder / "cv2.py").write_text(f"raise ImportError({error!r})\n")
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "LC_ALL": "C"}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)


@pytest.mark.parametrize(("name", "words"), [("bisenet-bg", ("app", "--version")), ("bisenet", ("bisenet", *_SEGMENT))])
def test_a_missing_library_is_a_sentence(tmp_path: Path, name: str, words: tuple[str, ...]) -> None:
    done = run(tmp_path, _LOADER_ERROR, *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"{name}: The program cannot start, because libGL.so.1 is missing. ")
    assert done.stderr.count("\n") == 1
    assert " libgl1 " in done.stderr


@pytest.mark.parametrize("words", [("app", "--version"), ("bisenet", *_SEGMENT)])
def test_other_errors_of_importing_are_not_hidden(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, "numpy has another version", *words)
    assert done.returncode == 1
    assert "ImportError: numpy has another version" in done.stderr
