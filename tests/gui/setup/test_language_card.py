"""The chooser of the language."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.session.settings_store import SettingsStore
from app.gui.setup.language_card import LanguageCard, native_name
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import SETUP_PAGE
from app.language import available_languages, use_language
from app.settings.model import Settings
from tests.gui.conftest import OpenWindow, process_events


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("de", "Deutsch"),
        ("es", "Español"),
        ("pt_BR", "Português"),
        ("en_US", "American English"),
        ("xx", "xx"),
    ],
)
def test_a_language_is_named_in_itself(code: str, name: str) -> None:
    assert native_name(code) == name


def card_of(window: MainWindow) -> LanguageCard:
    return window.pages.setup.language


def entries(card: LanguageCard) -> list[str]:
    return [card.choice.itemText(index) for index in range(card.choice.count())]


def choose(card: LanguageCard, entry: str) -> None:
    index = card.choice.findText(entry)
    card.choice.setCurrentIndex(index)
    card.choice.activated.emit(index)


def test_all_languages_are_offered_and_the_system_is_the_default(window: MainWindow) -> None:
    card = card_of(window)
    assert entries(card) == ["System default", *map(native_name, available_languages())]
    assert card.choice.currentText() == "System default"


def test_the_choice_is_saved_and_nothing_changes_before_the_next_start(window: MainWindow) -> None:
    card = card_of(window)
    choose(card, "Deutsch")
    assert window.store.settings.config.language == "de"
    assert window.hide_button.text() == "Hide me"
    choose(card, "System default")
    assert window.store.settings.config.language is None


def test_the_saved_language_is_selected(open_window: OpenWindow, config: AppConfig) -> None:
    saved = replace(config, language="es")
    assert card_of(open_window(saved, Settings(config=saved))).choice.currentText() == "Español"


def test_the_choice_is_saved_though_the_program_was_started_in_that_language(qtbot: QtBot) -> None:
    store = SettingsStore(Settings(), started=AppConfig(language="de"))
    card = LanguageCard(store)
    qtbot.addWidget(card)
    assert card.choice.currentText() == "System default"
    choose(card, "Deutsch")
    store.note(AppConfig(language="de", mirror=False))
    assert store.settings.config.language == "de"


def test_the_hint_names_what_overrides_the_choice(window: MainWindow) -> None:
    hint = card_of(window).choice.accessibleDescription()
    assert "--language" in hint
    assert "configuration file" in hint


@pytest.mark.parametrize("code", available_languages())
def test_no_entry_is_shortened_in_the_narrowest_window(open_window: OpenWindow, config: AppConfig, code: str) -> None:
    use_language(code)
    try:
        window = open_window(config)
        window.side.open(SETUP_PAGE)
        window.resize(800, 600)
        process_events()
        choice = card_of(window).choice
        for index in range(choice.count()):
            choice.setCurrentIndex(index)
            assert choice.shown_text == choice.itemText(index)
    finally:
        use_language("en")
