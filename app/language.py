"""The language of messages: chooses it and translates by gettext.

Strings are marked with `_` where they are shown and with `N_` where they are only defined, such as in tables at module
level; `scripts/translations` collects both. Source strings are English, so English has no catalogue.
"""

import gettext as _gettext
import locale
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "bisenet-bg"
LOCALES = Path(__file__).with_name("locales")
SOURCE_LANGUAGE = "en"
# In it a process hands its choice over to its child processes.
VARIABLE = "BISENET_BG_LANGUAGE"
# Kept before this process writes its own choice there.
_HANDED_OVER = os.environ.get(VARIABLE)
# By GNU gettext's order, after LANGUAGE.
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_UNTRANSLATED = ("C", "POSIX")
_SECONDS = 2.0
# Of this thread alone; None for the language of the process.
_LANGUAGE_HERE: ContextVar[str | None] = ContextVar("language", default=None)
# By Unicode's CLDR; other languages have a comma.
_WITH_DECIMAL_POINT = ("en", "he", "hi", "ja", "ko", "th", "zh")


class _Choice:
    """The code that `use_language` was given; None before it."""

    code: str | None = None


def _(message: str) -> str:
    """Return a message in the chosen language."""
    return _catalogue(LOCALES, language()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of a message that fits the number `n`, in the chosen language."""
    return _catalogue(LOCALES, language()).ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - the usual name
    """Mark a message for translation; it is translated by `_` where it is shown."""
    return message


def decimal(value: float, digits: int | None = None) -> str:
    """Return a number with the decimal mark of the chosen language, such as "1.5" or "1,5".

    Args:
        value: the number.
        digits: after the mark; None for as many as it needs, up to six significant ones in all.
    """
    text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
    return text if language().partition("_")[0] in _WITH_DECIMAL_POINT else text.replace(".", ",")


def available_languages() -> tuple[str, ...]:
    """Return the codes of the languages that can be chosen, English first, such as ("en", "de", "es")."""
    return _languages_in(LOCALES)


@cache
def _languages_in(folder: Path) -> tuple[str, ...]:
    catalogues = folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE_LANGUAGE, *sorted(path.parent.parent.name for path in catalogues))


def language() -> str:
    """Return the code of this thread's language: that of `in_language`, or of `use_language`, or of the system."""
    return _LANGUAGE_HERE.get() or _Choice.code or _system_language()


@contextmanager
def in_language(code: str | None) -> Iterator[None]:
    """Translate the application's messages into another language meanwhile, in this thread alone.

    Args:
        code: one of `available_languages`; None changes nothing.
    """
    token = _LANGUAGE_HERE.set(code or _LANGUAGE_HERE.get())
    try:
        yield
    finally:
        _LANGUAGE_HERE.reset(token)


def use_language(code: str | None) -> None:
    """Choose the language of this process, the library, argparse, and child processes.

    Args:
        code: one of `available_languages`; None takes the parent's if this is a child process of this program, else the
            system's, or English where it is none of them.
    """
    _Choice.code = code or _system_language()
    # Child processes read it before everything else: with LC_ALL=C they would not look at LANGUAGE.
    os.environ[VARIABLE] = _Choice.code
    # The library and Python's own modules read it, also with LC_ALL=C.
    os.environ["LANGUAGE"] = _Choice.code
    # The domain of Python's own modules, of which argparse translates its messages.
    _gettext.bindtextdomain(DOMAIN, LOCALES)
    _gettext.textdomain(DOMAIN)


def language_code(word: str) -> str | None:
    """Return the available language that a word such as "de", "DE", "de_AT" or "de-AT.UTF-8" names; None for none."""
    codes = {code.lower(): code for code in available_languages()}
    # Such as de_AT.UTF-8@euro, or de-AT on macOS.
    name = re.split(r"[.@]", word)[0].replace("-", "_").lower()
    return codes.get(name) or codes.get(name.partition("_")[0])


def percent(share: float) -> str:
    """Return a share as text without decimals: "30%"."""
    return _("{percent:.0f}%").format(percent=100 * share)


def handed_over() -> str | None:
    """Return the language that the parent process chose, if that is this program and the language is available."""
    return _HANDED_OVER if _HANDED_OVER in available_languages() else None


def in_every_language(message: str) -> dict[str, str]:
    """Return a message in each language that has a translation of it, by code; for files that hold all languages."""
    texts = {code: _catalogue(LOCALES, code).gettext(message) for code in available_languages()[1:]}
    return {code: text for code, text in texts.items() if text != message}


@cache
def _catalogue(folder: Path, code: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, folder, [code], fallback=True)


def _system_language() -> str:
    """Return the parent process's choice, else the first available language that the user prefers, else English."""
    return handed_over() or next(filter(None, map(language_code, _preferences())), SOURCE_LANGUAGE)


def _preferences() -> Iterable[str]:
    """Return the languages that the user prefers, best first: of the variables as GNU gettext, else of the system."""
    chosen = next((value for name in _LOCALE_VARIABLES if (value := os.environ.get(name))), "")
    if chosen in _UNTRANSLATED:
        return ()
    if languages := os.environ.get("LANGUAGE"):
        return languages.split(":")
    if chosen:
        return (chosen,)
    if sys.platform == "win32":
        import ctypes

        code = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())
        return (code,) if code else ()
    # A program that the Finder starts gets no variables.
    return _macos_languages() if sys.platform == "darwin" else ()


def _macos_languages() -> list[str]:
    import subprocess

    try:
        listed = subprocess.run(
            ("defaults", "read", "-g", "AppleLanguages"), capture_output=True, text=True, timeout=_SECONDS, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return re.findall(r"[A-Za-z][\w-]*", listed)
