"""The panic key and the button beside it: checked on what others see."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.backgrounds.tile import Tile
from app.gui.widgets.combo_box import ComboBox
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, corner, person, press, shown, step
from tests.gui.fakes import FakeServices, no_memory
from tests.gui.strip import menu_of, open_menu
from tests.gui.window.test_main_window import BLUE, RED, pick_camera, says

pytestmark = pytest.mark.slow

CONTROL = Qt.KeyboardModifier.ControlModifier


def focusable(window: MainWindow) -> list[QWidget]:
    """Return widgets that can have the focus."""
    return [
        window.cameras,
        window.hide_button,
        window.mirror,
        window.start_bar.button,
        window.gallery.findChildren(Tile)[0],
        window.gallery.findChildren(Tile)[2],
    ]


def test_the_panic_key_works_wherever_the_focus_is(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for widget in focusable(window):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        press(widget, Qt.Key.Key_Escape)
        assert shown(services).is_slate
        press(widget, Qt.Key.Key_P, CONTROL)
        qtbot.waitUntil(lambda: not shown(services).is_slate)


def test_the_panic_key_works_while_a_list_is_open(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.cameras.count() == 2)
    window.cameras.showPopup()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    press(window.cameras.view(), Qt.Key.Key_Escape)
    assert shown(services).is_slate
    window.cameras.hidePopup()


def test_the_panic_key_works_while_a_menu_is_open(window: MainWindow, services: FakeServices) -> None:
    open_menu(window, "Linen")
    menu = menu_of(window)
    press(menu, Qt.Key.Key_Escape)
    assert shown(services).is_slate
    assert not menu.isVisible()


def test_the_panic_key_works_in_a_submenu(window: MainWindow, services: FakeServices) -> None:
    open_menu(window, "Linen")
    menu = menu_of(window)
    submenu = next(action.menu() for action in menu.actions() if isinstance(action.menu(), QMenu))
    assert isinstance(submenu, QMenu)
    submenu.popup(menu.pos())
    press(submenu, Qt.Key.Key_Escape)
    assert shown(services).is_slate
    menu.close()


@pytest.mark.parametrize("name", ["Model", "Preset"])
def test_the_panic_key_works_while_a_pages_list_is_open(window: MainWindow, services: FakeServices, name: str) -> None:
    click(window.side.button("Adjust"))
    combo_box = next(found for found in window.findChildren(ComboBox) if name in found.accessibleName())
    combo_box.showPopup()
    press(combo_box.view(), Qt.Key.Key_Escape)
    assert shown(services).is_slate
    assert not combo_box.view().isVisible()


def test_in_a_dialog_the_panic_key_closes_the_dialog_first(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_O, CONTROL)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    press(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not shown(services).is_slate
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Escape)
    assert shown(services).is_slate


def test_no_key_pressed_by_mistake_shows_the_person(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Escape)
    focused = QApplication.focusWidget()
    assert focused is not window.hide_button
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        press(focused or window, key)
        assert services.pipeline.status().paused
    window.cameras.hidePopup()


def test_the_panic_key_never_shows_the_person(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for _ in range(3):
        press(window, Qt.Key.Key_Escape)
        step(window, services, qtbot)
        assert shown(services).is_slate
        assert window.hide_button.text() == "Show me again"


def test_the_window_says_that_the_person_is_hidden_and_how_to_come_back(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    assert window.hide_button.text() == "Hide me"
    click(window.hide_button)
    assert shown(services).is_slate
    assert says(window) == "You are hidden. Others see a still picture."
    assert window.banner.message is not None
    assert not window.banner.message.is_error
    assert window.caption.text() == "You see what others see."
    assert window.banner.first_action.text() == "Show me again"
    click(window.mirror)
    assert window.caption.text() == "You see what others see."
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert not says(window)
    assert window.hide_button.text() == "Hide me"
    assert window.caption.text() == "You see what others see."
    click(window.hide_button)
    click(window.hide_button)
    qtbot.waitUntil(lambda: not shown(services).is_slate)


def test_the_virtual_camera_shows_a_slate_at_once(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not sent.is_slate for sent in services.sinks[0].written))
    press(window, Qt.Key.Key_Escape)
    # The sink may still be writing the frame from before.
    before = len(services.sinks[0].written) + 1
    qtbot.waitUntil(lambda: len(services.sinks[0].written) > before + 10)
    assert all(sent.is_slate for sent in services.sinks[0].written[before:])


def test_another_camera_or_background_keeps_the_person_hidden(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_Escape)
    pick_camera(qtbot, window, "Demo clip")
    window.gallery.chosen.emit("#0000c8")
    step(window, services, qtbot)
    assert shown(services).is_slate
    press(window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: corner(services) == BLUE)
    assert person(services) == (0, 200, 0)


def test_a_restart_keeps_the_person_hidden(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    find_person, services.find_person = services.find_person, no_memory
    window = open_window(config)
    qtbot.waitUntil(lambda: "worker" in says(window))
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Escape)
    assert services.pipeline.status().paused
    services.find_person = find_person
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: services.pipeline.status().processed_fps > 0)
    assert len(services.pipelines) == 2
    assert services.pipeline.status().paused
    assert shown(services).is_slate
    qtbot.waitUntil(lambda: "You are hidden" in says(window))
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: person(services) == RED)


@pytest.mark.parametrize("hidden", [True, False])
def test_the_message_can_be_closed_and_comes_back(
    window: MainWindow, services: FakeServices, qtbot: QtBot, hidden: bool
) -> None:
    press(window, Qt.Key.Key_Escape)
    click(window.banner.close_button)
    assert not says(window)
    assert shown(services).is_slate
    if not hidden:
        click(window.hide_button)
        click(window.hide_button)
        assert "You are hidden" in says(window)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_every_key_that_presses_buttons_hides_and_shows(
    window: MainWindow, services: FakeServices, qtbot: QtBot, key: Qt.Key
) -> None:
    window.hide_button.setFocus()
    press(window.hide_button, key)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    press(window.hide_button, key)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
