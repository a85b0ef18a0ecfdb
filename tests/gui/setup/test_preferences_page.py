"""The page Setup by mouse and keyboard."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.look import Look
from app.gui.setup.preferences_page import PreferencesPage
from app.gui.startup.theme_watcher import ThemeWatcher
from app.gui.theme import style
from app.gui.theme.palette import DARK, LIGHT
from app.gui.theme.style import apply_style
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import WELCOME_PAGE
from app.settings.model import Preset
from tests.gui.conftest import click, corner, person, press
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

GREY, RED = (128, 128, 128), (200, 0, 0)


@pytest.fixture
def page(window: MainWindow, services: FakeServices) -> PreferencesPage:
    """The open page."""
    window.side.open("Setup")
    page = window.findChild(PreferencesPage)
    assert isinstance(page, PreferencesPage)
    return page


@pytest.fixture
def theme_watcher(window: MainWindow, qapp: QApplication) -> Iterator[ThemeWatcher]:
    """A watcher that applies the chosen theme to the window."""
    watcher = ThemeWatcher(qapp, window.store)
    watcher.applied.connect(window.side.refresh_icons)
    yield watcher
    watcher.deleteLater()
    apply_style(qapp)


def edge_colour(window: MainWindow) -> str:
    """Return the colour at the left edge of the window."""
    return window.grab().toImage().pixelColor(3, window.height() // 2).name()


@pytest.mark.parametrize("by_key", [True, False])
def test_it_opens_the_welcome_page(page: PreferencesPage, window: MainWindow, by_key: bool) -> None:
    if by_key:
        page.welcome.setFocus()
        press(page.welcome, Qt.Key.Key_Space)
    else:
        click(page.welcome)
    assert window.side.current == WELCOME_PAGE


def test_a_theme_is_applied_at_once(
    page: PreferencesPage, theme_watcher: ThemeWatcher, window: MainWindow, qtbot: QtBot
) -> None:
    assert edge_colour(window) == DARK.background
    icon = window.side.button("Setup").grab().toImage()
    click(page.themes.button("light"))
    assert edge_colour(window) == LIGHT.background
    assert window.side.button("Setup").grab().toImage() != icon
    page.themes.button("light").setFocus()
    assert page.themes.button("dark").focusPolicy() == Qt.FocusPolicy.ClickFocus
    press(page.themes.button("light"), Qt.Key.Key_Left)
    assert window.store.settings.theme == "dark"
    assert edge_colour(window) == DARK.background


def test_the_system_theme_is_followed_only_if_chosen(
    page: PreferencesPage,
    theme_watcher: ThemeWatcher,
    window: MainWindow,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hints = qapp.styleHints()
    original = style._palette_of
    monkeypatch.setattr(
        style, "_palette_of", lambda app, theme: LIGHT if theme.value == "system" else original(app, theme)
    )
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert edge_colour(window) == LIGHT.background
    click(page.themes.button("dark"))
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert edge_colour(window) == DARK.background


def test_start_minimised_is_saved(page: PreferencesPage, window: MainWindow) -> None:
    click(page.minimised)
    assert window.store.settings.start_minimised
    press(page.minimised, Qt.Key.Key_Space)
    assert not window.store.settings.start_minimised


def test_without_a_tray_the_switch_is_disabled(page: PreferencesPage, window: MainWindow) -> None:
    """The platform offscreen has no tray."""
    assert not page.tray.isEnabled()
    assert "has no system tray" in page.tray.accessibleDescription()
    click(page.tray)
    assert not window.store.settings.keep_in_tray


def test_with_a_tray_the_switch_is_enabled(
    page: PreferencesPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = SimpleNamespace(isSystemTrayAvailable=lambda: True)
    monkeypatch.setattr("app.gui.setup.preferences_page.QSystemTrayIcon", there)
    window.side.open("")
    window.side.open("Setup")
    click(page.tray)
    assert window.store.settings.keep_in_tray
    assert "running in the system tray" in page.tray.accessibleDescription()


def test_everything_is_reset_only_after_confirmation(
    page: PreferencesPage, window: MainWindow, services: FakeServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.adjust(background="#0000c8", language="de")
    window.session.adjust_look(opacity=0.0)
    window.session.set_camera("demo")
    window.store.change(own=("/a.png",), presets={"Work": Preset()}, welcomed=True)
    qtbot.waitUntil(lambda: person(services) == (0, 0, 200) and window.session.config.camera == "demo")
    before = window.store.settings
    assert not page.confirm.isVisible()
    click(page.reset)
    assert page.cancel.hasFocus()
    press(page.cancel, Qt.Key.Key_Space)
    assert not page.confirm.isVisible()
    assert window.store.settings == before
    # The fake services do not have the default background.
    monkeypatch.setattr("app.gui.setup.preferences_page.AppConfig", lambda: type(before.config)(background="#808080"))
    click(page.reset)
    click(page.confirm)
    assert not page.confirm.isVisible()
    settings = window.store.settings
    assert (settings.own, settings.presets, settings.welcomed) == ((), {}, False)
    qtbot.waitUntil(lambda: (corner(services), person(services)) == (GREY, RED))
    assert window.session.config.camera is None
    assert window.store.settings.config.look == Look()
    assert (window.store.settings.config.language, page.language.choice.currentText()) == (None, "System default")


def test_the_path_can_be_copied(page: PreferencesPage) -> None:
    click(page.copy_path)
    assert QGuiApplication.clipboard().text().endswith("settings.json")
    assert page.copy_path.text() == "Copied"
