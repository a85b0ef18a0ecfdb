"""The application's errors; every message is a sentence for the user, and its hint says what to do next."""

import re
from collections.abc import Callable
from enum import Enum
from functools import cached_property

from app.core.advice import Steps, in_words
from app.language import _, in_language, language
from app.system_errors import reason_of

_LONGEST_REASON = 100


class ErrorKind(Enum):
    """What is in the way, for the window to offer an action."""

    OTHER = "other"
    MISSING = "missing"
    BUSY = "busy"
    FORBIDDEN = "forbidden"
    GIVEN_UP = "given up"


class BisenetBgError(Exception):
    """Base class of all errors shown to the user.

    Args:
        message: what is wrong, in the chosen language.
        hint: how to fix it: a sentence, steps, or a function that finds out the steps once they are shown, in the
            language of the message.
        kind: what is in the way.

    Attributes:
        kind: what is in the way.
    """

    def __init__(
        self, message: str, hint: str | Steps | Callable[[], Steps] = "", kind: ErrorKind = ErrorKind.OTHER
    ) -> None:
        super().__init__(message)
        self._hint = hint
        self._language = language()
        self.kind = kind

    @cached_property
    def steps(self) -> Steps:
        """How to fix it; may be empty."""
        if callable(self._hint):
            # Another program may ask for the error, in its own language, before the window does.
            with in_language(self._language):
                return self._hint()
        return self._hint if isinstance(self._hint, tuple) else (self._hint,) if self._hint else ()

    @property
    def hint(self) -> str:
        """The same as one text, with commands in backticks."""
        return in_words(self.steps)

    def __str__(self) -> str:
        message = super().__str__()
        return one_line(f"{message} {self.hint}" if self.hint else message)


def one_line(text: str) -> str:
    """Return text from outside on one line, without control characters that could move a terminal's cursor."""
    # Two spaces stay two, as in the name of a file.
    line = re.sub(r"\s*[^\S ]\s*", " ", text).strip()
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def unexpected(error: Exception, hint: str) -> "StageError":
    """Return an error for the user in place of one that nobody foresaw."""
    message = _("That did not work ({error}: {reason}).").format(
        error=type(error).__name__, reason=one_line(reason_of(error))[:_LONGEST_REASON]
    )
    return StageError(message, hint)


def without_frames(error: "DeviceError") -> "DeviceError":
    """Return an error, to be stored, without its traceback and those of its causes: their frames keep objects alive."""
    chain: list[BaseException] = [error]
    for found in chain:
        found.__traceback__ = None
        chain += [cause for cause in (found.__cause__, found.__context__) if cause is not None and cause not in chain]
    return error


class ConfigError(BisenetBgError):
    """A setting, file or option that cannot be used."""


class DeviceError(BisenetBgError):
    """A camera, virtual camera or file that is missing, busy or lost."""


class StageError(BisenetBgError):
    """A step of the pipeline failed; the output shows a slate from then on."""


class GpuError(StageError):
    """The GPU failed; the CPU takes over.

    Attributes:
        is_explicit: whether the user requested the GPU explicitly.
        is_lost: whether this process can probably not use the GPU again.
    """

    def __init__(
        self,
        message: str,
        hint: str | Steps = "",
        kind: ErrorKind = ErrorKind.OTHER,
        *,
        is_explicit: bool = False,
        is_lost: bool = False,
    ) -> None:
        super().__init__(message, hint, kind)
        self.is_explicit = is_explicit
        self.is_lost = is_lost
