"""GPU failures: their cause in words, and keeping memory that must never be freed."""

import ctypes
import logging

import torch

from app.core.errors import GpuError
from app.language import _
from bisenet.inference.gpu import first_line

_LOG = logging.getLogger(__name__)


def root_of(error: BaseException) -> BaseException:
    """Return the first error of a chain."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def is_lost(error: BaseException) -> bool:
    """Say whether the device can no longer be used; after an out-of-memory error it still can."""
    return not isinstance(error, torch.OutOfMemoryError)


def failure_of(error: BaseException) -> GpuError:
    """Return the error for the user; torch itself has no classes for most failures."""
    return GpuError(
        _("The graphics card failed ({problem}).").format(problem=first_line(root_of(error))),
        is_lost=is_lost(error),
    )


def never_free(thing: object) -> None:
    """Keep an object alive for ever, so that no memory of a lost device is freed.

    Freeing may call the driver in a destructor, whose error cannot be caught and ends the process. An extra reference
    protects the object even at the end of the interpreter.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


def log_failure(what: str, error: BaseException) -> None:
    """Log what failed, with the root cause."""
    root = root_of(error)
    _LOG.warning("%s (%s: %s)", what, type(root).__name__, first_line(root))
