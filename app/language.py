"""The language of messages: chooses it and translates by gettext.

Strings are marked with `_` where they are shown and with `N_` where they are only defined, such as in tables at module
level; `scripts/translations` collects both. Source strings are English, so English has no catalogue.
"""

import gettext as _gettext
import locale
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

DOMAIN = "bisenet-bg"
LOCALES = Path(__file__).with_name("locales")
SOURCE_LANGUAGE = "en"


def _(message: str) -> str:
    """Return a message in the chosen language."""
    return _catalogue().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of a message that fits the number `n`, in the chosen language."""
    return _catalogue().ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - the usual name
    """Mark a message for translation; it is translated by `_` where it is shown."""
    return message


def available_languages() -> tuple[str, ...]:
    """Return the codes of the languages that can be chosen, English first, such as ("en", "de", "es")."""
    catalogues = LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE_LANGUAGE, *sorted(path.parent.parent.name for path in catalogues))


def language() -> str:
    """Return the code of the chosen language: the environment's first one that is available, else English."""
    return _first_available(_preferences())


def use_language(code: str | None) -> None:
    """Choose the language of this process and its children.

    Args:
        code: one of `available_languages`; None takes the system's.
    """
    os.environ["LANGUAGE"] = code or _first_available(_preferences())
    _catalogue.cache_clear()


def in_every_language(message: str) -> dict[str, str]:
    """Return a message in each language that has a translation of it, by code; for files that hold all languages."""
    catalogues = {code: _gettext.translation(DOMAIN, LOCALES, [code]) for code in available_languages()[1:]}
    texts = {code: catalogue.gettext(message) for code, catalogue in catalogues.items()}
    return {code: text for code, text in texts.items() if text != message}


@cache
def _catalogue() -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALES, [language()], fallback=True)


def _first_available(preferences: Sequence[str]) -> str:
    available = available_languages()
    for preference in preferences:
        code = preference.partition(".")[0].partition("@")[0]
        for candidate in (code, code.partition("_")[0]):
            if candidate in available:
                return candidate
    return SOURCE_LANGUAGE


def _preferences() -> list[str]:
    """The languages that the user prefers, best first, by the variables and the order of GNU gettext."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value.split(":")
    if sys.platform == "win32":
        import ctypes

        code = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())
        return [code] if code else []
    return []
