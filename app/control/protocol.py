"""The control protocol: one JSON object as the request, one as the answer. Anything else is refused."""

import json
import os
import unicodedata
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, NoReturn

from app.core.errors import ConfigError
from app.language import N_, _, available_languages, in_language

LONGEST_REQUEST = 16384
LONGEST_ANSWER = 65536
# A path may have 4096 bytes.
_LONGEST_WORD = 4096
_HINT = N_("See `bisenet-bg control --help`.")


class Command(Enum):
    """The commands."""

    BACKGROUND = "background"
    CAMERA = "camera"
    PAUSE = "pause"
    SLATE = "slate"
    SHOW = "show"
    VIRTUAL_CAMERA = "virtual-camera"
    RETRY_GPU = "retry-gpu"
    STATUS = "status"
    RAISE = "raise"
    QUIT = "quit"


# The values of commands: an empty tuple stands for any text; a command that is not listed takes no value.
VALUES: dict[Command, tuple[str, ...]] = {
    Command.BACKGROUND: (),
    Command.CAMERA: (),
    Command.PAUSE: ("on", "off", "toggle"),
    Command.VIRTUAL_CAMERA: ("on", "off"),
}
# Takes a value, but does not need one: the token by which the desktop activates the window.
OPTIONAL = Command.RAISE
# Where launchers leave that token: on Wayland, on X11.
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


@dataclass(frozen=True)
class Request:
    """A request to the running program.

    Attributes:
        command: to carry out.
        value: of the command; "" for a command without a value.
        language: code of the language of the answer; None for the running program's own.
    """

    command: Command
    value: str = ""
    language: str | None = None

    def encode(self) -> bytes:
        """Return the message."""
        has_value = self.command in VALUES or (self.command is OPTIONAL and self.value)
        fields = {"command": self.command.value} | ({"value": self.value} if has_value else {})
        fields |= {"language": self.language} if self.language else {}
        return json.dumps(fields).encode()


@dataclass(frozen=True)
class Answer:
    """The running program's answer.

    Attributes:
        ok: whether the request succeeded; if not, nothing has changed.
        text: a sentence.
        status: figures and states as JSON values, for a status request.
    """

    ok: bool
    text: str
    status: dict[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Return the message, on one line."""
        return json.dumps({"ok": self.ok, "text": " ".join(self.text.split()), "status": self.status}).encode()


def raise_request() -> Request:
    """Return the request to raise the window, with the token that the launcher of this process left for it."""
    tokens = (os.environ.get(name, "") for name in _TOKENS)
    usable = (token for token in tokens if token and len(token) <= _LONGEST_WORD and _is_printable(token))
    return Request(Command.RAISE, next(usable, ""))


def read_request(message: bytes) -> Request:
    """Parse a request from an untrusted client.

    Raises:
        ConfigError: it is malformed, or has missing or unknown parts; in the language of the request, if it has one.
    """
    fields = _read_object(message)
    code = _language(fields.pop("language", None))
    with in_language(code):
        return replace(_read_command(fields), language=code)


def _language(code: object) -> str | None:
    if code is None or (isinstance(code, str) and code in available_languages()):
        return code
    raise ConfigError(
        _("There is no language {language}.").format(language=_quoted(code)),
        _("Use one of: {names}.").format(names=", ".join(available_languages())),
    )


def _read_command(fields: dict[str, Any]) -> Request:
    if unknown := fields.keys() - {"command", "value"}:
        raise ConfigError(_("The message has an unknown key {key}.").format(key=_quoted(min(unknown))), _(_HINT))
    try:
        command = Command(fields.get("command"))
    except ValueError:
        names = ", ".join(command.value for command in Command)
        raise ConfigError(
            _("There is no command {command}.").format(command=_quoted(fields.get("command"))),
            _("Use one of: {names}.").format(names=names),
        ) from None
    if command is OPTIONAL and "value" not in fields:
        return Request(command)
    if command not in VALUES and command is not OPTIONAL:
        if "value" in fields:
            raise ConfigError(_("The command {command} takes no value.").format(command=command.value), _(_HINT))
        return Request(command)
    return Request(command, _checked(command, fields.get("value")))


def read_answer(message: bytes) -> Answer:
    """Parse an answer of the running program.

    Raises:
        ConfigError: it comes from an incompatible version.
    """
    fields = _read_object(message)
    match fields:
        case {"ok": bool(ok), "text": str(text), "status": dict(status)}:
            return Answer(ok, text, status)
    raise ConfigError(_("The running bisenet-bg is of an incompatible version."), _("End it and start it again."))


def _read_object(message: bytes) -> dict[str, Any]:
    try:
        found = json.loads(message.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_refuse)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ConfigError(_("The message is not a JSON object in UTF-8 with each key once."), _(_HINT))
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("duplicate key")
    return fields


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _checked(command: Command, value: object) -> str:
    allowed = VALUES.get(command, ())
    if allowed and value not in allowed:
        raise ConfigError(
            _("The value of {command} is not one of: {allowed}.").format(
                command=command.value, allowed=", ".join(allowed)
            ),
            _(_HINT),
        )
    if not isinstance(value, str):
        problem = _("The value of {command} is not a word.")
    elif not value:
        problem = _("The value of {command} is empty.")
    elif len(value) > _LONGEST_WORD:
        problem = _("The value of {command} is longer than {limit} characters.")
    elif not _is_printable(value):
        # They could not be printed in a message about them.
        problem = _("The value of {command} has characters that cannot be printed.")
    else:
        return value
    raise ConfigError(problem.format(command=command.value, limit=_LONGEST_WORD), _(_HINT))


def _is_printable(word: str) -> bool:
    return not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in word)


def _quoted(value: object) -> str:
    """Return untrusted text, short and safe to print."""
    return ascii(value)[:40]
