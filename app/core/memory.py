"""Naming a lack of memory, which libraries report in their own ways."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import ConfigError, DeviceError
from app.language import _

# What OpenCV, PyTorch, CUDA and ONNX Runtime write in errors that are no MemoryError.
_WORDS = (
    "insufficient memory",
    "not enough memory",
    "can't allocate memory",
    "out of memory",
    "bad_alloc",
    "bad allocation",
    "failed to allocate memory",
)


@contextmanager
def memory_needed(what: str) -> Iterator[None]:
    """Turn a lack of memory into a `DeviceError` that names what it was needed for; other errors pass."""
    try:
        yield
    except (ConfigError, DeviceError):
        # Their messages contain names of files.
        raise
    except Exception as error:
        if not isinstance(error, MemoryError) and not any(words in str(error).lower() for words in _WORDS):
            raise
        raise DeviceError(
            _("There is not enough memory for {what}.").format(what=what),
            _("Close other programs, or use a smaller file."),
        ) from error
