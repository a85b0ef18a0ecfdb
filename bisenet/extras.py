"""PyTorch and the other packages that only some commands need: whether they are there, and how to add them."""

import sys
from importlib.util import find_spec

from bisenet.language import N_, _

_WINDOWS_ADVICE = N_("Choose CUDA at https://pytorch.org/get-started/locally and run the command that it shows.")
_BUNDLE_ADVICE = N_("This bundle is for the CPU only; for CUDA install bisenet-bg with pip.")


def has_torch() -> bool:
    """Say whether PyTorch is installed, without importing it, which would take seconds."""
    return find_spec("torch") is not None


def add_command(extra: str) -> str:
    """Return the command for a terminal that adds an extra to this installation.

    Args:
        extra: one of `[options.extras_require]` in setup.cfg.
    """
    return install_command(f'"bisenet-bg[{extra}]"')


def install_command(arguments: str) -> str:
    """Return the command for a terminal that installs something into this installation.

    Args:
        arguments: of `pip install`, which uv takes too.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    # uv makes environments without pip.
    return (
        f"{python} -m pip install {arguments}" if find_spec("pip") else f"uv pip install --python {python} {arguments}"
    )


def how_to_add_torch() -> str:
    """Return how to add a PyTorch that computes on the GPU, as a sentence."""
    return advice_without_command() or _("`{command}` adds it.").format(command=add_command("cuda"))


def advice_without_command() -> str:
    """Return what to do where no command adds such a PyTorch, as a sentence; "" where one does."""
    if getattr(sys, "frozen", False):
        return _(_BUNDLE_ADVICE)
    # For Windows the package index has PyTorch for the CPU only.
    return _(_WINDOWS_ADVICE) if sys.platform == "win32" else ""
