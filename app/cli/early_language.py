"""Chooses the language of messages before the parser is built, whose help and errors are shown in it."""

from collections.abc import Sequence
from pathlib import Path

from app.cli.config_file import language_in, user_file
from app.language import handed_over, language_code, use_language

# The option, and the shortest beginning of it that stands for no other option.
_LANGUAGE = ("--language", "--la")
_CONFIG = ("--config", "--conf")
_NO_CONFIG = ("--no-config", "--no-conf")


def choose_early_language(words: Sequence[str]) -> None:
    """Use the language of the command line, else of the parent process, the configuration file, or the system.

    Mistakes are left to the parser and to `words_of`, which report them.

    Args:
        words: of the command line.
    """
    chosen = _value(words, _LANGUAGE) or handed_over() or _configured(words)
    use_language(language_code(chosen) if chosen else None)


def _configured(words: Sequence[str]) -> str | None:
    if any(_is(word, _NO_CONFIG) for word in words):
        return None
    path = _value(words, _CONFIG)
    return language_in(user_file() if path is None else Path(path))


def _value(words: Sequence[str], option: tuple[str, str]) -> str | None:
    """Return the last value of an option; None where it is not given."""
    found = None
    rest = iter(words)
    for word in rest:
        if word == "--":
            break
        name, sign, value = word.partition("=")
        if _is(name, option):
            found = value if sign else next(rest, None)
    return found


def _is(word: str, option: tuple[str, str]) -> bool:
    name, shortest = option
    return word.startswith(shortest) and name.startswith(word)
