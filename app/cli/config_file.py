"""The configuration file: TOML whose keys are the long options of the command line, with the same validators."""

import argparse
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from app.config import FIELDS
from app.core.errors import ConfigError
from app.core.look import Range
from app.devices.media.user_files import open_file
from app.fields import Percentage, Text, TextsOrSwitch, WholeRange, WordOrCount
from app.language import N_, _

# Reading TOML takes time quadratic in the length of a dotted key: at this size, at most a second.
_MOST_BYTES = 16 * 2**10
# Options that make no sense in a file, besides those that only negate another.
_NO_KEYS = {"help", "version", "config"}
# The error for a value of another type, by the types that a key takes.
_WRONG_TYPE: dict[tuple[type, ...], str] = {
    (bool,): N_("{path}, key '{key}': the value must be true or false."),
    (int, float): N_("{path}, key '{key}': the value must be a number."),
    (str,): N_("{path}, key '{key}': the value must be words in quotes."),
    (list,): N_("{path}, key '{key}': the value must be a pair of numbers."),
    (str, int): N_("{path}, key '{key}': the value must be words in quotes or a number."),
    (str, bool): N_("{path}, key '{key}': the value must be words in quotes or true or false."),
    (int, float, str): N_("{path}, key '{key}': the value must be a number or words in quotes."),
}
# Characters of the user's text that an error repeats.
_LONGEST = 40


def user_file() -> Path:
    """Return the path of the user's own configuration file, whether or not it exists."""
    return user_config_path("bisenet-bg", appauthor=False) / "config.toml"


def language_in(path: Path) -> str | None:
    """Return the language that a file names; None where it names none or cannot be read, which `words_of` reports."""
    try:
        # A pipe can be read only once.
        found = _read(path).get("language") if path.is_file() else None
    except (ConfigError, OSError):
        return None
    return found if isinstance(found, str) else None


def words_of(path: Path, parser: argparse.ArgumentParser) -> list[str]:
    """Return the settings of a file as command-line words, to be put before those that the user typed.

    Args:
        path: of the file.
        parser: the parser of the command line; it accepts every returned word.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has a key or value that the command line does not accept.
    """
    # argparse has no public way to list its actions.
    actions = {_name(action): action for action in parser._option_string_actions.values()}
    known = sorted(key for key in actions.keys() - _NO_KEYS if not key.startswith("no-"))
    words = []
    for key, value in _read(path).items():
        if isinstance(value, dict):
            raise ConfigError(
                _("{path} has a table '{table}'.").format(path=path, table=_short(key)),
                _("Tables are not supported; write all keys at the top level."),
            )
        if key not in known:
            near = get_close_matches(key[:_LONGEST], known, 1)
            hint = (
                _("Did you mean '{key}'?").format(key=near[0])
                if near
                else _("Use one of: {keys}.").format(keys=", ".join(known))
            )
            raise ConfigError(_("{path} has an unknown key '{key}'.").format(path=path, key=_short(key)), hint)
        several = isinstance(value, list) and _may_be_repeated(actions[key])
        words += [_word(path, key, one, actions[key]) for one in (value if several else [value])]
    return words


def _may_be_repeated(action: argparse.Action) -> bool:
    return action.dest in FIELDS and isinstance(FIELDS[action.dest].kind, TextsOrSwitch)


def _name(action: argparse.Action) -> str:
    return next(option[2:] for option in action.option_strings if option.startswith("--"))


def _read(path: Path) -> dict[str, Any]:
    with open_file(path, _MOST_BYTES, may_be_empty=True) as file:
        data = file.read(_MOST_BYTES)
    try:
        # Editors on Windows write a mark before the first line; without the last newline, TOML's errors lack the line.
        return tomllib.loads(data.decode("utf-8-sig") + "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            _("{path} is not UTF-8 (line {line}).").format(path=path, line=line), _("Save it as UTF-8.")
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(
            _("{path} is not TOML ({reason}).").format(path=path, reason=_short(str(error), 2 * _LONGEST)),
            _("Correct that line."),
        ) from error


def _word(path: Path, key: str, value: object, action: argparse.Action) -> str:
    text = _text(path, key, value, _types(key, action))
    if isinstance(value, bool):
        # `--virtual-camera=` without a device takes the first one that is free.
        return f"--{'' if value else 'no-'}{key}{'=' if value and action.nargs == '?' else ''}"
    chosen: object = text
    try:
        if callable(action.type):
            chosen = action.type(text)
    except (argparse.ArgumentTypeError, ValueError) as error:
        reason = _short(str(error).replace(text, _short(text)), 4 * _LONGEST)
        raise ConfigError(_("{path}, key '{key}': {reason}.").format(path=path, key=key, reason=reason)) from error
    if action.choices is not None and chosen not in action.choices:
        choices = ", ".join(map(str, action.choices))
        raise ConfigError(
            _("{path}, key '{key}': '{value}' is not known.").format(path=path, key=key, value=_short(text)),
            _("Give one of: {choices}.").format(choices=choices),
        )
    return f"--{key}={text}"


def _types(key: str, action: argparse.Action) -> tuple[type, ...]:
    """Return the types that a key's value may have."""
    if action.nargs == 0:
        return (bool,)
    if action.dest not in FIELDS:
        # Only the numbers of the look remain; one option takes two of them.
        return (list,) if key == "move" else (int, float)
    types: tuple[type, ...] = (str,)
    match FIELDS[action.dest].kind:
        case Text(is_number_too=True) | WordOrCount():
            types = (str, int)
        case TextsOrSwitch():
            types = (str, bool)
        case Range() | WholeRange():
            types = (int, float)
        case Percentage():
            types = (int, float, str)
    return types


def _text(path: Path, key: str, value: object, types: tuple[type, ...]) -> str:
    """Return a value as the command line writes it."""
    numbers = value if isinstance(value, list) else [0]
    # True and False are integers for Python.
    if type(value) not in types or any(type(number) not in (int, float) for number in numbers):
        raise ConfigError(_(_WRONG_TYPE[types]).format(path=path, key=key))
    try:
        return ",".join(map(str, value)) if isinstance(value, list) else str(value)
    except ValueError as error:
        # Python refuses to write an integer of thousands of digits.
        raise ConfigError(
            _("{path}, key '{key}': the number is too long.").format(path=path, key=key), _("Give a smaller one.")
        ) from error


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
