"""Showing the real room: only on explicit request, with a warning all the time, and ended by one click."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, corner, person, press, shown, step
from tests.gui.fakes import FakeServices
from tests.gui.strip import marked, tile
from tests.gui.window.test_main_window import RED, says

pytestmark = pytest.mark.slow

GREY = (128, 128, 128)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def room(window: MainWindow, services: FakeServices, qtbot: QtBot) -> MainWindow:
    """A window that shows the room, which is red as the person is."""
    assert corner(services) == GREY
    click(tile(window, "None"))
    qtbot.waitUntil(lambda: corner(services) == RED)
    return window


def test_the_banner_says_so_and_blurs(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    assert says(room) == "Others see your room."
    assert room.banner.message is not None
    assert not room.banner.message.is_error
    assert marked(room) == ["None"]
    assert room.banner.first_action.text() == "Blur it"
    click(room.banner.first_action)
    qtbot.waitUntil(lambda: marked(room) == ["Blur"])
    qtbot.waitUntil(lambda: not says(room))


def test_it_can_be_chosen_by_keyboard(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    tile(window, "None").setFocus()
    press(tile(window, "None"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: corner(services) == RED)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    assert not says(window)


def test_no_favourite_key_shows_the_room(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    tile(window, "None").setFocus()
    press(tile(window, "None"), Qt.Key.Key_1, CTRL)
    assert "none" not in window.store.settings.favourites
    window.store.change(favourites=("none",) * 9)
    press(window, Qt.Key.Key_1)
    step(window, services, qtbot)
    assert corner(services) == GREY
    assert "favourite" not in tile(window, "None").accessibleName()


def test_the_panic_key_hides_the_room_too(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(room, Qt.Key.Key_Escape)
    assert shown(services).is_slate
    qtbot.waitUntil(lambda: "You are hidden" in says(room))
    press(room, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: says(room) == "Others see your room.")


def test_another_background_hides_the_room_at_once(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    """Until the first frame with the new background there is a slate and no trace of the room."""
    click(tile(room, "Green"))
    qtbot.waitUntil(lambda: room.session.config.background == "#00b140")
    assert shown(services).is_slate or corner(services) != RED
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert person(services) == RED
    assert corner(services) == (0, 0xB1, 0x40)
