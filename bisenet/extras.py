"""PyTorch and the other packages that only some commands need: whether they are there, and how to add them."""

import sys
from importlib.util import find_spec

# On Windows the package index has PyTorch for the CPU only.
WINDOWS_ADVICE = "choose CUDA at https://pytorch.org/get-started/locally and run the command that it shows"


def has_torch() -> bool:
    """Say whether PyTorch is installed, without importing it, which would take seconds."""
    return find_spec("torch") is not None


def add_command(extra: str) -> str:
    """Return the command for a terminal that adds an extra to this installation.

    Args:
        extra: one of `[options.extras_require]` in setup.cfg.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    wanted = f'"bisenet-bg[{extra}]"'
    # uv makes environments without pip.
    return f"{python} -m pip install {wanted}" if find_spec("pip") else f"uv pip install --python {python} {wanted}"


def how_to_add_torch() -> str:
    """Return how to add a PyTorch that computes on the GPU, as a clause."""
    return WINDOWS_ADVICE if sys.platform == "win32" else f"`{add_command('cuda')}` adds it"
