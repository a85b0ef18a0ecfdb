"""Esc, the panic key and the button beside them: checked on what others see."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.corrections.brush import Mark
from app.gui.backgrounds.tile import Tile
from app.gui.widgets.combo_box import ComboBox
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import FIX_PAGE
from tests.gui.conftest import OpenWindow, click, corner, person, press, process_events, shown, step
from tests.gui.fakes import FakeServices, no_memory
from tests.gui.strip import menu_of, open_menu, tile
from tests.gui.window.test_main_window import BLUE, RED, pick_camera, says

pytestmark = pytest.mark.slow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


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


def panic(window: QWindow | None = None) -> None:
    """Press the panic key as the desktop delivers it: to the window that has the keyboard."""
    receiver = window or QGuiApplication.focusWindow()
    assert receiver is not None
    QTest.keyClick(receiver, Qt.Key.Key_H, CONTROL | SHIFT)


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_H, CONTROL | SHIFT)],
)
def test_both_keys_hide_wherever_the_focus_is(
    window: MainWindow, services: FakeServices, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    for widget in focusable(window):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        press(widget, key, modifier)
        assert shown(services).is_slate
        press(widget, Qt.Key.Key_P, CONTROL)
        qtbot.waitUntil(lambda: not shown(services).is_slate)


def open_camera_list(window: MainWindow) -> QWidget:
    window.cameras.showPopup()
    return window.cameras.view()


def open_preset_list(window: MainWindow) -> QWidget:
    click(window.side.button("Adjust"))
    combo_box = next(found for found in window.findChildren(ComboBox) if "Preset" in found.accessibleName())
    combo_box.showPopup()
    return combo_box.view()


def open_tile_menu(window: MainWindow) -> QWidget:
    open_menu(window, "Linen")
    return menu_of(window)


def open_submenu(window: MainWindow) -> QWidget:
    menu = open_tile_menu(window)
    submenu = next(action.menu() for action in menu.actions() if isinstance(action.menu(), QMenu))
    assert isinstance(submenu, QMenu)
    submenu.popup(menu.pos())
    return submenu


def open_text_menu(window: MainWindow) -> QWidget:
    """Open a menu that Qt makes itself."""
    click(window.side.button("Adjust"))
    click(window.pages.adjust.presets.save)
    field = window.pages.adjust.presets.name_field
    QApplication.postEvent(
        field, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), field.mapToGlobal(QPoint(5, 5)))
    )
    process_events()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    return menu


OPENED = [open_camera_list, open_preset_list, open_tile_menu, open_submenu, open_text_menu]


@pytest.mark.parametrize("open_it", OPENED)
def test_escape_closes_a_list_or_menu_first(
    window: MainWindow, services: FakeServices, qtbot: QtBot, open_it: Callable[[MainWindow], QWidget]
) -> None:
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
    opened = open_it(window)
    press(opened, Qt.Key.Key_Escape)
    assert not opened.isVisible()
    assert not shown(services).is_slate
    while (popup := QApplication.activePopupWidget()) is not None:
        press(popup, Qt.Key.Key_Escape)
    while window.pages.adjust.presets.name_field.isVisible():
        press(window, Qt.Key.Key_Escape)
    assert not shown(services).is_slate
    press(window, Qt.Key.Key_Escape)
    assert shown(services).is_slate


@pytest.mark.parametrize("open_it", OPENED)
def test_the_panic_key_works_while_a_list_or_menu_is_open(
    window: MainWindow, services: FakeServices, qtbot: QtBot, open_it: Callable[[MainWindow], QWidget]
) -> None:
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
    opened = open_it(window)
    panic()
    assert shown(services).is_slate
    opened.close()
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


@pytest.mark.parametrize("by_mouse", [True, False])
def test_escape_closes_a_list_that_was_opened_by_mouse_or_key(
    window: MainWindow, services: FakeServices, qtbot: QtBot, by_mouse: bool
) -> None:
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
    if by_mouse:
        click(window.cameras)
    else:
        window.cameras.setFocus()
        press(window.cameras, Qt.Key.Key_Space)
    opened = window.cameras.view()
    assert opened.isVisible()
    press(opened, Qt.Key.Key_Escape)
    assert not opened.isVisible()
    assert not shown(services).is_slate
    press(window, Qt.Key.Key_Escape)
    assert shown(services).is_slate


def open_name_field(window: MainWindow, by_mouse: bool) -> QWidget:
    click(window.side.button("Adjust"))
    presets = window.pages.adjust.presets
    if by_mouse:
        click(presets.save)
    else:
        presets.save.setFocus()
        press(presets.save, Qt.Key.Key_Space)
    assert presets.name_field.isVisible()
    return presets.name_field


@pytest.mark.parametrize("by_mouse", [True, False])
def test_escape_closes_a_name_field_first(window: MainWindow, services: FakeServices, by_mouse: bool) -> None:
    field = open_name_field(window, by_mouse)
    press(field, Qt.Key.Key_A)
    press(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert not shown(services).is_slate
    press(window, Qt.Key.Key_Escape)
    assert shown(services).is_slate


@pytest.mark.parametrize("by_mouse", [True, False])
def test_the_panic_key_hides_while_a_name_is_typed(window: MainWindow, services: FakeServices, by_mouse: bool) -> None:
    field = open_name_field(window, by_mouse)
    press(field, Qt.Key.Key_A)
    panic()
    assert shown(services).is_slate
    assert field.isVisible()


def test_escape_as_a_shortcut_closes_the_list_too(window: MainWindow, services: FakeServices) -> None:
    """As on desktops where Qt triggers the window's shortcuts while a list is open."""
    opened = open_camera_list(window)
    next(found for found in window.findChildren(QShortcut) if found.key() == QKeySequence("Esc")).activated.emit()
    assert not opened.isVisible()
    assert not shown(services).is_slate


def open_files(window: MainWindow) -> None:
    press(window, Qt.Key.Key_O, CONTROL)


def open_colours(window: MainWindow) -> None:
    click(tile(window, "Pick a colour…"))


def open_folder(window: MainWindow) -> None:
    window.choose_folder()


@pytest.mark.parametrize("open_it", [open_files, open_colours, open_folder])
@pytest.mark.parametrize("escape", [True, False])
def test_keys_in_a_dialog(
    window: MainWindow, services: FakeServices, qtbot: QtBot, open_it: Callable[[MainWindow], None], escape: bool
) -> None:
    """Esc closes the dialog and no more; the panic key hides and leaves the dialog."""
    open_it(window)
    dialog = next(found for found in window.findChildren(QDialog) if found.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    if escape:
        press(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    else:
        panic()
    assert shown(services).is_slate != escape
    assert dialog.isVisible() != escape
    dialog.reject()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
    press(window, Qt.Key.Key_Escape)
    assert shown(services).is_slate


@pytest.mark.parametrize("by_mouse", [True, False])
def test_escape_puts_the_brush_down_first(
    window: MainWindow, services: FakeServices, qtbot: QtBot, by_mouse: bool
) -> None:
    click(window.side.button(FIX_PAGE))
    brush = window.pages.fix.brush.brushes[Mark.NEVER]
    if by_mouse:
        click(brush)
    else:
        brush.setFocus()
        press(brush, Qt.Key.Key_Space)
    assert brush.isChecked()
    press(window, Qt.Key.Key_Escape)
    assert not brush.isChecked()
    assert not shown(services).is_slate
    press(window, Qt.Key.Key_Escape)
    assert shown(services).is_slate


def test_the_panic_key_hides_with_a_brush_in_hand(window: MainWindow, services: FakeServices) -> None:
    click(window.side.button(FIX_PAGE))
    click(window.pages.fix.brush.brushes[Mark.NEVER])
    panic()
    assert shown(services).is_slate


def test_a_held_escape_closes_one_thing(window: MainWindow) -> None:
    shortcut = next(found for found in window.findChildren(QShortcut) if found.key() == QKeySequence("Esc"))
    assert not shortcut.autoRepeat()


def test_the_window_names_both_keys(window: MainWindow) -> None:
    assert "Ctrl+Shift+H" in window.hide_button.toolTip()
    assert "Esc" in window.hide_button.toolTip()
    listed = [label.text() for label in window.pages.about.findChildren(QLabel)]
    assert {"Ctrl+Shift+H", "Esc"} <= set(listed)


def test_no_key_pressed_by_mistake_shows_the_person(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
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
    assert says(window) == "You are hidden. Nobody sees anything: the virtual camera is off."
    assert window.banner.message is not None
    assert not window.banner.message.is_error
    assert window.caption.text() == "You see what others would see."
    assert window.banner.first_action.text() == "Show me again"
    click(window.mirror)
    assert window.caption.text() == "You see what others would see."
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert not says(window)
    assert window.hide_button.text() == "Hide me"
    assert window.caption.text() == "You see what others would see."
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
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
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
