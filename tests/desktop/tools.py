"""Programs that validate desktop files; a test that needs one is skipped where it is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def validate(program: str, *words: str | Path) -> str:
    """Run a validator, which must accept its files; return what it prints."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
