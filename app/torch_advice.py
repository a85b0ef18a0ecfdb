"""How to add PyTorch, which only the GPU needs."""

import sys

from app.core.advice import ShellCommand, Steps
from bisenet.extras import WINDOWS_ADVICE, add_command

_WINDOWS_STEP = f"{WINDOWS_ADVICE[0].upper()}{WINDOWS_ADVICE[1:]}."


def steps_to_add_torch() -> Steps:
    """Return what adds PyTorch where there is none."""
    return (_WINDOWS_STEP,) if sys.platform == "win32" else (ShellCommand(add_command("cuda")),)


def steps_to_replace_torch() -> Steps:
    """Return what replaces a PyTorch that cannot use the GPU."""
    if sys.platform == "win32":
        return (_WINDOWS_STEP,)
    return (ShellCommand(f"{sys.executable} -m pip install --force-reinstall torch"),)
