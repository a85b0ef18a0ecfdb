"""Runs a script with the whole window in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def run_program(script: str, *arguments: str, settings: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a script to its end, and return its status and output.

    Args:
        script: Python; it may import from the tests.
        arguments: its own.
        settings: folder for what it remembers, in place of the tests'.
    """
    environment = {
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"],
        "XDG_CONFIG_HOME": os.environ["XDG_CONFIG_HOME"] if settings is None else str(settings),
    }
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
