"""A language for tests in which every message stands in brackets: text outside them cannot be translated."""

import gettext
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from math import ceil
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


def long(message: str) -> str:
    """Return a message half as long again, as in a language with long words."""
    return message + "o" * ceil(len(message) / 2)


@pytest.fixture
def pseudo_language(tmp_path: Path) -> Iterator[str]:
    """Translate all messages of the application and the library with `pseudo`; return the code of that language."""
    with _language(tmp_path / "locales", pseudo) as code:
        yield code


@pytest.fixture
def long_language(tmp_path: Path) -> Iterator[str]:
    """Translate all messages of the application and the library with `long`; return the code of that language."""
    with _language(tmp_path / "locales", long) as code:
        yield code


@contextmanager
def _language(locales: Path, translate: Callable[[str], str]) -> Iterator[str]:
    _write(locales, DOMAIN, app, translate)
    _write(locales, library_language.DOMAIN, bisenet, translate)
    before = gettext.bindtextdomain(library_language.DOMAIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", CODE)
        patch.setattr("app.language.LOCALES", locales)
        gettext.bindtextdomain(library_language.DOMAIN, locales)
        use_language(CODE)
        yield CODE
    gettext.bindtextdomain(library_language.DOMAIN, before)
    use_language("en")


def _write(locales: Path, domain: str, package: ModuleType, translate: Callable[[str], str]) -> None:
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
