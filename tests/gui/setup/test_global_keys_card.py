"""The card of the keys that work in front of other programs."""

import pytest
from PySide6.QtWidgets import QLabel

from app.desktop.portal_status import Keys, Phase, PortalStatus
from app.gui.setup.global_keys_card import COMMANDS, GlobalKeysCard, keys_text
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click

ON = Keys(Phase.ON, {"hide": "Ctrl+Shift+H", "show": ""})


@pytest.fixture
def card(window: MainWindow) -> GlobalKeysCard:
    window.side.open("Setup")
    return window.pages.setup.keys


def report(window: MainWindow, status: PortalStatus) -> None:
    window.portal._reported.emit(status)


def test_no_two_states_read_alike() -> None:
    texts = {keys_text(PortalStatus(Keys(phase))) for phase in Phase}
    assert len(texts) == len(Phase)


def test_it_names_the_keys_and_where_to_change_them(window: MainWindow, card: GlobalKeysCard) -> None:
    report(window, PortalStatus(ON))
    assert card.note.text() == (
        "Hide me: Ctrl+Shift+H. Show me again: no key yet. Change them in the keyboard settings of your desktop."
    )
    assert card.toggle.isChecked()
    assert not card.configure.isVisible()
    report(window, PortalStatus(Keys(Phase.ON, ON.assigned, can_configure=True)))
    assert card.configure.isVisible()
    assert "settings" not in card.note.text()


def test_without_such_keys_it_shows_the_commands(window: MainWindow, card: GlobalKeysCard) -> None:
    report(window, PortalStatus(Keys(Phase.UNAVAILABLE)))
    assert not card.toggle.isVisible()
    shown = " ".join(label.text() for label in card.commands.findChildren(QLabel))
    assert card.commands.isVisible()
    assert all(command.split()[-1] in shown for command in COMMANDS)


def test_what_went_wrong_is_shown_with_what_helps(window: MainWindow, card: GlobalKeysCard) -> None:
    report(window, PortalStatus(Keys(Phase.FAILED, problem="An app id is required")))
    assert "An app id is required" in card.note.text()
    assert "install-desktop" in card.note.text()
    report(window, PortalStatus(Keys(Phase.FAILED), is_registered=True))
    assert "install-desktop" not in card.note.text()
    assert not card.toggle.isChecked()


def test_a_click_is_remembered_and_a_refusal_too(window: MainWindow, card: GlobalKeysCard) -> None:
    report(window, PortalStatus(Keys(Phase.OFF)))
    click(card.toggle)
    assert window.store.settings.global_keys
    report(window, PortalStatus(Keys(Phase.REFUSED)))
    assert not window.store.settings.global_keys
    assert not card.toggle.isChecked()


def test_file_dialogs_can_be_chosen_where_the_desktop_has_one(window: MainWindow, card: GlobalKeysCard) -> None:
    page = window.pages.setup
    assert not page.dialogs_card.isVisible()
    report(window, PortalStatus(Keys(Phase.OFF), has_file_dialog=True))
    assert page.dialogs_card.isVisible()
    page.dialogs.chosen.emit("desktop")
    assert window.store.settings.file_dialog == "desktop"
