"""How to add PyTorch, which only the GPU needs."""

from app.core.advice import ShellCommand, Steps
from bisenet.extras import add_command, advice_without_command, install_command


def steps_to_add_torch() -> Steps:
    """Return what adds PyTorch where there is none."""
    return _sentence() or (ShellCommand(add_command("cuda")),)


def steps_to_replace_torch() -> Steps:
    """Return what replaces a PyTorch that cannot use the GPU."""
    return _sentence() or (ShellCommand(install_command("--force-reinstall torch")),)


def _sentence() -> Steps:
    advice = advice_without_command()
    return (advice,) if advice else ()
