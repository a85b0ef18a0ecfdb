"""The window's shortcuts on French and Russian keyboards, whose keys Qt does not know as shortcuts."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.look import DEFAULT_LOOK
from app.gui.fix.page import FixPage
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import FIX_PAGE
from tests.gui.behaviour.test_hiding import OPENED, open_colours, open_files, open_folder
from tests.gui.conftest import click, press, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
# Scan codes of X11 and Wayland.
DIGIT_1, DIGIT_2, DIGIT_6, DIGIT_0 = 10, 11, 15, 19
Q, P, A, H, J, K, L, Z, X, M = 24, 33, 38, 43, 44, 45, 46, 52, 53, 58


@pytest.fixture(autouse=True)
def _on_x11(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")


def type_key(text: str, code: int, modifiers: Qt.KeyboardModifier = PLAIN, repeated: bool = False) -> None:
    """Press a key as the desktop delivers it, to the window that has the keyboard."""
    window = QGuiApplication.focusWindow()
    assert window is not None
    shown_text = "" if modifiers & CTRL else text
    event = QKeyEvent(QEvent.Type.KeyPress, ord(text.upper()), modifiers, code, 0, 0, shown_text, repeated)
    QCoreApplication.sendEvent(window, event)


def differs(background: str, config: AppConfig) -> bool:
    return config.background != background


@pytest.fixture
def focused(window: MainWindow, qtbot: QtBot) -> Callable[[QWidget], None]:
    """Give the focus to a widget."""

    def focus(widget: QWidget) -> None:
        window.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)

    return focus


def test_a_french_row_of_digits_chooses_favourites(
    window: MainWindow, focused: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    for widget in (window.mirror, window.cameras, window.preview):
        focused(widget)
        for text, code in (("é", DIGIT_2), ("&", DIGIT_1)):
            with qtbot.waitSignal(
                window.session.changed, check_params_cb=partial(differs, window.session.config.background)
            ):
                type_key(text, code)


def test_ctrl_and_a_french_digit_save_a_favourite(window: MainWindow, focused: Callable[[QWidget], None]) -> None:
    focused(window.mirror)
    before = window.store.settings.favourites
    type_key("é", DIGIT_2, CTRL)
    assert window.store.settings.favourites != before
    assert window.session.config.background in window.store.settings.favourites


def test_a_french_minus_in_the_row_of_digits_is_a_minus_in_the_preview(
    window: MainWindow, focused: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    # The preview shows the person.
    qtbot.waitUntil(lambda: window.preview.viewport.mirrored)
    focused(window.preview)
    background = window.session.config.background
    type_key("-", DIGIT_6)
    assert window.session.config.look.scale < DEFAULT_LOOK.scale
    assert window.session.config.background == background
    type_key("à", DIGIT_0)
    assert window.session.config.look.scale == DEFAULT_LOOK.scale


def test_russian_shortcuts(
    window: MainWindow, services: FakeServices, focused: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    focused(window.mirror)
    background = window.session.config.background
    type_key("1", DIGIT_2)
    qtbot.waitUntil(lambda: window.session.config.background != background)
    type_key("я", Z, CTRL)
    qtbot.waitUntil(lambda: window.session.config.background == background)
    type_key("я", Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.session.config.background != background)
    type_key("\u0440", H, CTRL | SHIFT)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    type_key("з", P, CTRL)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    type_key("ь", M)
    assert window.view_bar.isVisible()


def test_a_held_key_repeats_as_its_shortcut_does(window: MainWindow, focused: Callable[[QWidget], None]) -> None:
    focused(window.mirror)
    calls: list[str] = []
    for letter, repeats in (("K", False), ("L", True)):
        shortcut = QShortcut(QKeySequence(f"Ctrl+{letter}"), window)
        shortcut.setAutoRepeat(repeats)
        shortcut.activated.connect(lambda letter=letter: calls.append(letter))
    for text, code in (("л", K), ("д", L)):
        type_key(text, code, CTRL)
        type_key(text, code, CTRL, repeated=True)
    assert calls == ["K", "L", "L"]


def test_a_text_field_gets_its_characters(window: MainWindow, focused: Callable[[QWidget], None], qtbot: QtBot) -> None:
    field = QLineEdit(window)
    field.show()
    focused(field)
    background = window.session.config.background
    type_key("&", DIGIT_1)
    type_key("ь", M)
    assert field.text() == "&ь"
    assert window.session.config.background == background
    type_key("я", Z, CTRL)
    assert field.text() != "&ь"
    field.setText("copied")
    type_key("ф", A, CTRL)
    assert field.selectedText() == "copied"
    # The panic key works there too.
    type_key("\u0440", H, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.hide_button.hidden)


# What Ctrl+Shift and the key of H print in Russian, Inuktitut and a Tamil layout.
H_PRINTS = ["\u0440", ")", "£"]


@pytest.mark.parametrize("text", H_PRINTS)
@pytest.mark.parametrize("in_field", [True, False])
@pytest.mark.parametrize("open_it", [open_files, open_colours, open_folder])
def test_the_panic_key_in_a_dialog(
    window: MainWindow,
    services: FakeServices,
    qtbot: QtBot,
    open_it: Callable[[MainWindow], None],
    in_field: bool,
    text: str,
) -> None:
    open_it(window)
    dialog = next(found for found in window.findChildren(QDialog) if found.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    if in_field:
        field = next(found for found in dialog.findChildren(QLineEdit) if found.isVisible())
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
    type_key(text, H, CTRL | SHIFT)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    assert dialog.isVisible()
    dialog.reject()


@pytest.mark.parametrize("text", H_PRINTS)
@pytest.mark.parametrize("open_it", OPENED)
def test_the_panic_key_in_a_list_or_menu(
    window: MainWindow, services: FakeServices, qtbot: QtBot, open_it: Callable[[MainWindow], QWidget], text: str
) -> None:
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.cameras.count() > 0)
    opened = open_it(window)
    type_key(text, H, CTRL | SHIFT)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    opened.close()
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_a_menu_gets_keys_in_place_of_the_field_behind_it(
    window: MainWindow, focused: Callable[[QWidget], None]
) -> None:
    field = QLineEdit("kept", window)
    field.show()
    focused(field)
    menu = QMenu(window)
    menu.addAction("First")
    menu.popup(window.mapToGlobal(window.rect().center()))
    assert QApplication.activePopupWidget() is menu
    type_key("ф", A, CTRL)
    type_key("ч", X, CTRL)
    assert (field.selectedText(), field.text()) == ("", "kept")
    menu.close()


def test_a_key_that_no_widget_uses_stays_an_ordinary_press(
    window: MainWindow, focused: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    pressed: list[int] = []

    class Field(QLineEdit):
        def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
            pressed.append(event.key())
            event.ignore()

    field = Field(window)
    field.show()
    focused(field)
    type_key("\u043e", J, CTRL)
    assert pressed == [Qt.Key.Key_J, ord("О")]  # noqa: RUF001 - Cyrillic


def test_no_shortcut_of_the_window_behind_a_dialog(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QWidget(window, Qt.WindowType.Dialog)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    background = window.session.config.background
    type_key("é", DIGIT_2)
    assert window.session.config.background == background
    dialog.close()


def test_the_brush_has_keys_without_brackets(window: MainWindow, qtbot: QtBot) -> None:
    click(window.side.button(FIX_PAGE))
    page = window.findChild(FixPage)
    assert page is not None
    sizes = [page.brush.brush.size]
    for key, modifiers in ((Qt.Key.Key_Up, CTRL), (Qt.Key.Key_BracketRight, PLAIN), (Qt.Key.Key_Down, CTRL)):
        press(window, key, modifiers)
        sizes.append(page.brush.brush.size)
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[3] < sizes[2]


@pytest.mark.parametrize(("letter", "mark"), [("μ", ";"), ("צ", "/")])
def test_a_mark_in_place_of_q_quits_on_a_keyboard_without_latin_letters(
    window: MainWindow, focused: Callable[[QWidget], None], letter: str, mark: str
) -> None:
    focused(window.mirror)
    type_key("m", M)
    type_key(mark, Q, CTRL)
    assert window.isVisible()
    type_key(letter, M)
    type_key(mark, Q)
    assert window.isVisible()
    type_key(mark, Q, CTRL)
    assert not window.isVisible()
