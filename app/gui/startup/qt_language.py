"""Makes Qt speak the chosen language: its own dialogs, menus and buttons, numbers, and the direction of the layout."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.language import SOURCE_LANGUAGE


def use_qt_language(application: QApplication, code: str) -> None:
    """Use a language in everything of Qt that is made from now on.

    Args:
        application: to translate; keeps Qt's translation as long as it lives.
        code: one of `app.language.available_languages`.
    """
    locale = locale_of(code)
    QLocale.setDefault(locale)
    application.setLayoutDirection(locale.textDirection())
    if code == SOURCE_LANGUAGE:
        return
    translator = QTranslator(application)
    # A language that Qt is not translated into keeps its English words.
    if translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def locale_of(code: str) -> QLocale:
    """Return the system's locale if it is of that language, for its country's numbers, else the language's own."""
    system, chosen = QLocale.system(), QLocale(code)
    return system if system.language() is chosen.language() else chosen
