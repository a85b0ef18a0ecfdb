"""A language for tests in which every message stands in brackets: text outside them cannot be translated."""

import gettext
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

import app
import bisenet
from app.language import DOMAIN, use_language
from bisenet import language as library_language

CODE = "xx"
_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# Neither placeholders nor options nor what is in backticks.
_WORD_OF_TEXT = re.compile(r"(?<![\w{%(`-])[^\W\d_]{3,}(?![\w}:)`.!-]*[}`])")
_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")


def pseudo(message: str) -> str:
    """Return a message in the language of these tests."""
    return f"⟦{message}⟧"


def untranslated(text: str) -> str:
    """Return what remains of a shown text without its translated messages; values in a message go with it."""
    before = None
    while before != text:
        before, text = text, _INNERMOST.sub("", text)
    return text


@pytest.fixture
def pseudo_language(tmp_path: Path) -> Iterator[str]:
    """Translate all messages of the application and the library with `pseudo`; return the code of that language."""
    locales = tmp_path / "locales"
    write_catalogue(locales, DOMAIN, app, pseudo)
    write_catalogue(locales, library_language.DOMAIN, bisenet, pseudo)
    before = gettext.bindtextdomain(library_language.DOMAIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", CODE)
        patch.setattr("app.language.LOCALES", locales)
        gettext.bindtextdomain(library_language.DOMAIN, locales)
        use_language(CODE)
        yield CODE
    gettext.bindtextdomain(library_language.DOMAIN, before)
    use_language("en")


def lengthened(message: str) -> str:
    """Return a message whose words are 35 % longer; placeholders and options stay."""
    return _WORD_OF_TEXT.sub(lambda word: word[0] + "e" * round(0.35 * len(word[0])), message)


def write_catalogue(locales: Path, domain: str, package: ModuleType, translate: Callable[[str], str]) -> None:
    """Write a catalogue of `CODE` with all messages of a package, translated by a function."""
    catalogue = Catalog(locale=None, domain=domain)
    for message in messages_of(Path(str(package.__file__)).parent):
        catalogue.add(message, tuple(map(translate, message)) if isinstance(message, tuple) else translate(message))
    path = locales / CODE / "LC_MESSAGES" / f"{domain}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)


@cache
def messages_of(folder: Path) -> tuple[str | tuple[str, ...], ...]:
    """Return the messages that the sources of a package mark; of a plural, both forms."""
    found = extract_from_dir(folder, [("**.py", "python")], keywords=_KEYWORDS)
    return tuple(message for _file, _line, message, _comments, _context in found)
