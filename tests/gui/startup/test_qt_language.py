"""Qt's own texts, numbers and layout in the chosen language."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.gui.startup.qt_language import locale_of, use_qt_language
from app.language import available_languages


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which is as before after the test."""
    before, direction = QLocale(), qapp.layoutDirection()
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)
    qapp.setLayoutDirection(direction)


def cancel() -> str:
    return QCoreApplication.translate("QPlatformTheme", "Cancel")


@pytest.mark.parametrize(("code", "word"), [("en", "Cancel"), ("de", "Abbrechen"), ("es", "Cancelar")])
def test_the_buttons_of_qt_are_in_the_language(application: QApplication, code: str, word: str) -> None:
    use_qt_language(application, code)
    assert cancel() == word
    assert QLocale().language() is QLocale(code).language()
    assert application.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_a_language_without_a_translation_of_qt_keeps_its_english_words(application: QApplication) -> None:
    use_qt_language(application, "sw")
    assert cancel() == "Cancel"


def test_the_layout_follows_the_direction_of_the_script(application: QApplication) -> None:
    use_qt_language(application, "he")
    assert application.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_qt_is_translated_into_every_language_of_the_program() -> None:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for code in available_languages():
        assert code == "en" or QTranslator().load(f"qtbase_{code}", folder)


def test_the_country_of_the_system_counts_where_its_language_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    austria = QLocale(QLocale.Language.German, QLocale.Country.Austria)
    monkeypatch.setattr(QLocale, "system", lambda: austria)
    assert locale_of("de") == austria
    assert locale_of("es").language() is QLocale.Language.Spanish
