"""Turns errors of FFmpeg while writing into sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import av

from app.core.errors import DeviceError
from app.system_errors import reason_of


@contextmanager
def ffmpeg_errors(what: str, hint: str, hints: Mapping[int, str] | None = None) -> Iterator[None]:
    """Replace errors of FFmpeg and the system, except a lack of memory.

    Args:
        what: went wrong, with `{problem}` for what FFmpeg says.
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
        raise DeviceError(what.format(problem=reason_of(error)), hint) from error
