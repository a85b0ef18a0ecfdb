"""Turns errors of FFmpeg while writing into sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import av

from app.core.errors import DeviceError
from app.language import _


@contextmanager
def ffmpeg_errors(what: str, hint: str, hints: Mapping[int, str] | None = None) -> Iterator[None]:
    """Replace errors of FFmpeg and the system, except a lack of memory.

    Args:
        what: went wrong, without a full stop.
        hint: how to fix it.
        hints: other ones by the number of the error.

    Raises:
        DeviceError: in place of the error.
    """
    try:
        yield
    except av.error.MemoryError:
        raise
    except (av.FFmpegError, OSError) as error:
        hint = (hints or {}).get(error.errno or 0, hint)
        raise DeviceError(_("{what} ({strerror}).").format(what=what, strerror=error.strerror), hint) from error
