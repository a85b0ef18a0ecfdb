"""Backgrounds on favourite keys: the composite follows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, corner, press
from tests.gui.fakes import FakeServices
from tests.gui.strip import choose_entry, open_menu, tile, tiles

pytestmark = pytest.mark.slow

GREEN, SLATE, LINEN = (0, 0xB1, 0x40), (0x27, 0x30, 0x3F), (0xE9, 0xE2, 0xD6)
CTRL = Qt.KeyboardModifier.ControlModifier


def test_digits_choose_the_favourites(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    assert [tile.accessibleName() for tile in tiles(window)][1:4] == [
        "Background: None",
        "Background: Slight blur, favourite 1",
        "Background: Blur, favourite 2",
    ]
    press(window, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    press(window, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: corner(services) == SLATE)
    press(window, Qt.Key.Key_9)
    assert corner(services) == SLATE
    assert tile(window, "Slate").accessibleName() == "Background: Slate, favourite 3"


def test_a_background_is_put_on_a_key(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    """The one whose tile has the focus, or the one in use."""
    press(window, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: corner(services) == SLATE)
    tile(window, "Green").setFocus()
    press(tile(window, "Green"), Qt.Key.Key_1, CTRL)
    window.hide_button.setFocus()
    press(window, Qt.Key.Key_9, CTRL)
    assert window.store.settings.favourites[0] == "#00b140"
    assert window.store.settings.favourites[8] == "#27303f"
    press(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    press(window, Qt.Key.Key_9)
    qtbot.waitUntil(lambda: corner(services) == SLATE)


def test_the_menu_puts_a_background_on_a_key_and_takes_it_off(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    open_menu(window, "Linen")
    choose_entry(window, "Favourite", "&7")
    assert tile(window, "Linen").accessibleName() == "Background: Linen, favourite 7"
    press(window, Qt.Key.Key_7)
    qtbot.waitUntil(lambda: corner(services) == LINEN)
    open_menu(window, "Linen")
    choose_entry(window, "Favourite", "Remove from key 7")
    assert tile(window, "Linen").accessibleName() == "Background: Linen"


def test_digits_that_are_typed_choose_nothing(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for field in (QLineEdit(window), QSpinBox(window)):
        field.show()
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_5)
        assert "5" in field.text()
        field.deleteLater()
    window.setFocus()
    click(tile(window, "Slate"))
    qtbot.waitUntil(lambda: corner(services) == SLATE)
