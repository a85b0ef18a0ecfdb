"""Standard streams that the parent process closed."""

import io
import os
import sys


def open_closed_streams() -> None:
    """Open the standard streams that are closed on the null device.

    Otherwise the next file to be opened would get the number of such a stream, and what libraries print would be
    written into it, or a command that prints would fail.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The system gives the lowest free number, which is this one.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - for the life of the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the life of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the life of the process


def replace_unknown_letters() -> None:
    """Print "?" for letters that the encoding of standard output lacks, which would end a command otherwise."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def is_output_closed() -> bool:
    """Say whether the parent process closed standard output, so that whatever is written to it is lost."""
    return sys.__stdout__ is None
