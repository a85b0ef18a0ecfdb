"""The catalogues of translations: complete, of today's messages, with the same placeholders, and compiled."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.language.pseudo_language import messages_of

ROOT = Path(__file__).parents[2]
DOMAINS = {"bisenet-bg": ROOT / "app", "bisenet": ROOT / "bisenet"}
LANGUAGES = ("de", "es")
CATALOGUES = [pytest.param(domain, language, id=f"{domain}-{language}") for domain in DOMAINS for language in LANGUAGES]

_CONVERSION = re.compile(r"%(?:\(\w+\))?[srd%]")


def file_of(domain: str, language: str) -> Path:
    return DOMAINS[domain] / "locales" / language / "LC_MESSAGES" / f"{domain}.po"


def read(domain: str, language: str) -> Catalog:
    with file_of(domain, language).open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each translated form with the source form that it stands for."""
    sources, translations = forms(message.id), forms(message.string)
    for index, translation in enumerate(translations):
        yield sources[min(index, len(sources) - 1)], translation


def placeholders(text: str) -> set[tuple[str | None, str | None, str | None]]:
    return {(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None}


def conversions(text: str) -> list[str]:
    """The placeholders of argparse's messages, such as "%s" and "%(value)r"; those without a name count by order."""
    found = _CONVERSION.findall(text)
    return sorted(word for word in found if "(" in word) + [word for word in found if "(" not in word]


def test_every_catalogue_is_listed() -> None:
    found = {(path.stem, path.parent.parent.name) for package in DOMAINS.values() for path in package.rglob("*.po")}
    assert found == {(domain, language) for domain in DOMAINS for language in LANGUAGES}


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_catalogue_has_the_messages_of_the_source(domain: str, language: str) -> None:
    catalogue = read(domain, language)
    assert {forms(message.id)[0] for message in catalogue if message.id} == {
        forms(message)[0] for message in messages_of(DOMAINS[domain])
    }, "run scripts/translations"
    assert not catalogue.obsolete, "run scripts/translations"


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_every_message_is_translated(domain: str, language: str) -> None:
    catalogue = read(domain, language)
    missing = [message.id for message in catalogue if message.id and not all(forms(message.string))]
    fuzzy = [message.id for message in catalogue if message.id and message.fuzzy]
    assert not missing
    assert not fuzzy
    assert all(len(forms(message.string)) == catalogue.num_plurals for message in catalogue if message.pluralizable)


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_translations_have_the_placeholders_of_their_message(domain: str, language: str) -> None:
    for message in read(domain, language):
        # The singular may leave out the number: "one file".
        known = set().union(*map(placeholders, forms(message.id)))
        for source, translation in pairs(message):
            if message.id:
                assert placeholders(translation) <= known, message.id
                assert placeholders(source) <= placeholders(translation) or message.pluralizable, message.id


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_translations_have_the_conversions_of_their_message(domain: str, language: str) -> None:
    for message in read(domain, language):
        for source, translation in pairs(message):
            if message.id:
                assert conversions(translation) == conversions(source), message.id


def test_every_conversion_of_argparse_is_compared() -> None:
    assert conversions("%(value)r of %s, %r or 5 % of %%: %(type)s") == ["%(type)s", "%(value)r", "%s", "%r", "%%"]


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_translations_begin_and_end_as_their_message(domain: str, language: str) -> None:
    for message in read(domain, language):
        for source, translation in pairs(message):
            if message.id:
                assert (
                    translation[: len(translation) - len(translation.lstrip())]
                    == source[: len(source) - len(source.lstrip())]
                )
                assert translation[len(translation.rstrip()) :] == source[len(source.rstrip()) :], message.id
                assert translation.rstrip().endswith(".") == source.rstrip().endswith("."), message.id


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_commands_and_options_stay(domain: str, language: str) -> None:
    for message in read(domain, language):
        for source, translation in pairs(message):
            if message.id:
                assert sorted(source.split("`")[1::2]) == sorted(translation.split("`")[1::2]), message.id


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_the_compiled_catalogue_is_of_its_source(domain: str, language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(domain, language))
    assert file_of(domain, language).with_suffix(".mo").read_bytes() == compiled.getvalue(), "run scripts/translations"
