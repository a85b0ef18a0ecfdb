"""One error family; every message is a sentence for the user and ends with what to do next."""

from enum import Enum


class ErrorKind(Enum):
    """What is in the way, for the window to offer an action."""

    OTHER = "other"
    MISSING = "missing"
    BUSY = "busy"
    FORBIDDEN = "forbidden"
    GIVEN_UP = "given up"


class BisenetBgError(Exception):
    """Base of all errors that are shown to the user.

    Attributes:
        hint: how to mend it, as a sentence or a command; may be empty.
        kind: what is in the way.
    """

    def __init__(self, message: str, hint: str = "", kind: ErrorKind = ErrorKind.OTHER) -> None:
        super().__init__(message)
        self.hint = hint
        self.kind = kind

    def __str__(self) -> str:
        message = super().__str__()
        return one_line(f"{message} {self.hint}" if self.hint else message)


def one_line(text: str) -> str:
    """Return words that came from outside so that they cannot move a terminal's cursor or make a second line."""
    words = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)


class ConfigError(BisenetBgError):
    """A setting, file or option that cannot be used."""


class DeviceError(BisenetBgError):
    """A camera, virtual camera or file that is missing, busy or lost."""


class StageError(BisenetBgError):
    """A step of the pipeline that failed; the output shows the slate from then on."""


class GpuError(StageError):
    """What the GPU could not do; the CPU goes on with it.

    Attributes:
        is_insisted: whether the user asked for the GPU by name.
        is_lost: whether this process can hardly use the GPU again.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        kind: ErrorKind = ErrorKind.OTHER,
        *,
        is_insisted: bool = False,
        is_lost: bool = False,
    ) -> None:
        super().__init__(message, hint, kind)
        self.is_insisted = is_insisted
        self.is_lost = is_lost
