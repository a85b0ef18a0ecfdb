"""Settings from a file: TOML whose keys are the command line's long options, judged by the same validators."""

import argparse
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from app.core.errors import ConfigError
from app.devices.media.user_files import open_file

# Reading TOML takes time that grows with the square of what a dotted key holds: with this much, a second at most.
_MOST_BYTES = 16 * 2**10
# Options that make no sense in a file.
_NO_KEYS = {"help", "version", "config", "no-config", "no-virtual-camera"}
# What a value may be where it is neither a switch, nor a number that a validator looks at, nor words.
_KINDS: dict[str, tuple[type, ...]] = {
    "camera": (str, int),
    "camera-size": (str,),
    "cpu-budget": (int, float, str),
    "move": (list,),
    "size": (str,),
    "virtual-camera": (str, bool),
}
_NAMES = {bool: "true or false", int: "a number", float: "a number", str: "words in quotes", list: "a pair of numbers"}
# Of what is repeated in an error.
_LONGEST = 40


def user_file() -> Path:
    """Return where this user's own settings are read from, whether or not there are any."""
    return user_config_path("bisenet-bg", appauthor=False) / "config.toml"


def words_of(path: Path, parser: argparse.ArgumentParser) -> list[str]:
    """Return what a file says as words of the command line, to be put before those that the user gave.

    Args:
        path: of the file.
        parser: that will read the words; none of them is new to it or refused by it.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or has a key or value that the command line does not know.
    """
    # There is no public way to them.
    actions = {_name(action): action for action in parser._option_string_actions.values()}
    known = sorted(actions.keys() - _NO_KEYS)
    words = []
    for key, value in _read(path).items():
        if isinstance(value, dict):
            raise ConfigError(f"{path} has a table '{_short(key)}'.", "Tables are not used: write keys without one.")
        if key not in known:
            near = get_close_matches(key[:_LONGEST], known, 1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(known)}."
            raise ConfigError(f"{path} has an unknown key '{_short(key)}'.", hint)
        words.append(_word(path, key, value, actions[key]))
    return words


def _name(action: argparse.Action) -> str:
    return next(option[2:] for option in action.option_strings if option.startswith("--"))


def _read(path: Path) -> dict[str, Any]:
    with open_file(path, _MOST_BYTES, may_be_empty=True) as file:
        data = file.read(_MOST_BYTES)
    try:
        # Windows' editors put a mark before the first line, and of a mistake in the last the line is told too.
        return tomllib.loads(data.decode("utf-8-sig") + "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path} is not UTF-8 (line {line}).", "Save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not TOML ({_short(str(error), 2 * _LONGEST)}).", "Mend that line.") from error


def _word(path: Path, key: str, value: object, action: argparse.Action) -> str:
    text = _text(path, key, value, _kinds(key, action))
    if isinstance(value, bool):
        # Without a device the virtual camera is the first that is free.
        return f"--{'' if value else 'no-'}{key}{'=' if value and action.nargs == '?' else ''}"
    try:
        if callable(action.type):
            action.type(text)
    except (argparse.ArgumentTypeError, ValueError) as error:
        reason = _short(str(error).replace(text, _short(text)), 4 * _LONGEST)
        raise ConfigError(f"{path}, key '{key}': {reason}.") from error
    if action.choices is not None and text not in action.choices:
        choices = ", ".join(map(str, action.choices))
        raise ConfigError(f"{path}, key '{key}': '{_short(text)}' is not known.", f"Give one of: {choices}.")
    return f"--{key}={text}"


def _kinds(key: str, action: argparse.Action) -> tuple[type, ...]:
    if action.nargs == 0:
        return (bool,)
    return _KINDS.get(key, (str,) if action.type is None else (int, float))


def _text(path: Path, key: str, value: object, kinds: tuple[type, ...]) -> str:
    """Return a value as the command line writes it."""
    numbers = value if isinstance(value, list) else [0]
    # True and False are integers for Python.
    if type(value) not in kinds or any(type(number) not in (int, float) for number in numbers):
        wanted = " or ".join(dict.fromkeys(_NAMES[kind] for kind in kinds))
        raise ConfigError(f"{path}, key '{key}': the value must be {wanted}.")
    try:
        return ",".join(map(str, value)) if isinstance(value, list) else str(value)
    except ValueError as error:
        # Python writes no number of thousands of digits.
        raise ConfigError(f"{path}, key '{key}': the number is too long.", "Give a smaller one.") from error


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
