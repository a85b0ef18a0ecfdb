"""What becomes of a GPU's failure: its cause in words, and memory that must outlive the process."""

import ctypes
import logging

import torch

from app.core.errors import GpuError
from bisenet.inference.gpu import first_line

_LOG = logging.getLogger(__name__)


def root_of(error: BaseException) -> BaseException:
    """Return the error that others came of while they were handled."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def is_lost(error: BaseException) -> bool:
    """Say whether nothing of the device may be used any more; without memory it works on."""
    return not isinstance(error, torch.OutOfMemoryError)


def failure_of(error: BaseException) -> GpuError:
    """Return what the user is told of an error of torch's, which has no class of its own for most of them."""
    return GpuError(f"The graphics card failed ({first_line(root_of(error))}).", is_lost=is_lost(error))


def keep(thing: object) -> None:
    """Hold something for the life of the process, so that nothing of a dead device is ever freed.

    Freeing may call the driver in a destructor, whose error nobody can catch: it ends the process. Not even the
    interpreter's own end frees what has one reference more than anybody holds.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


def note(what: str, error: BaseException) -> None:
    """Write into the log what failed, and the error that it came of."""
    root = root_of(error)
    _LOG.warning("%s (%s: %s)", what, type(root).__name__, first_line(root))
