"""The page Welcome by mouse and keyboard, checked on what others would see."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.advice import ShellCommand
from app.core.errors import DeviceError, ErrorKind
from app.devices.advice import LABEL, LOAD, LOAD_IT, join_group
from app.devices.virtual_camera_setup import Readiness, Stage
from app.gui.setup import welcome_page
from app.gui.setup.welcome_page import WelcomePage
from app.gui.widgets.command_block import CommandText
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import WELCOME_PAGE
from app.settings.model import Settings
from tests.gui.conftest import OpenWindow, click, corner, person, press, process_events
from tests.gui.fakes import FakeCamera, FakeServices

pytestmark = pytest.mark.slow

RED, GREEN, WHITE = (200, 0, 0), (0, 200, 0), (255, 255, 255)
ABSENT = Readiness(
    "linux", Stage.ABSENT, install=("Install it:", ShellCommand("sudo apt install it")), load=(LOAD_IT, LOAD)
)
READY = Readiness("linux", Stage.LOADED, LABEL)


@pytest.fixture
def first_start(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window at its first start, on a computer without a virtual camera."""
    monkeypatch.setattr(welcome_page, "_CHECK_MS", 50)
    services.readiness = ABSENT
    return open_window(config, Settings(config=config))


def welcome(window: MainWindow) -> WelcomePage:
    page = window.findChild(WelcomePage)
    assert page is not None
    return page


def test_it_is_open_at_the_first_start(first_start: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = welcome(first_start)
    assert first_start.side.current == WELCOME_PAGE
    assert page.isVisible()
    qtbot.waitUntil(lambda: person(services) == RED)
    qtbot.waitUntil(lambda: page.camera.badge.done)
    assert page.background.badge.done
    assert not any(row.badge.done for row in page.virtual_camera)


def test_done_is_always_visible(first_start: MainWindow, qtbot: QtBot) -> None:
    page = welcome(first_start)
    first_start.resize(first_start.minimumSizeHint())
    qtbot.waitUntil(lambda: page.visibleRegion().boundingRect().height() < page.height())
    assert page.done.visibleRegion().boundingRect().size() == page.done.size()


@pytest.mark.parametrize("by_key", [True, False])
def test_done_is_saved(
    first_start: MainWindow, open_window: OpenWindow, config: AppConfig, qtbot: QtBot, by_key: bool
) -> None:
    page = welcome(first_start)
    if by_key:
        page.done.setFocus()
        press(page.done, Qt.Key.Key_Space)
    else:
        click(page.done)
    assert not page.isVisible()
    settings = first_start.store.settings
    assert settings.welcomed
    again = open_window(config, settings)
    assert not welcome(again).isVisible()
    click(again.side.button(WELCOME_PAGE))
    assert welcome(again).isVisible()


def test_it_stays_open_while_settings_change(first_start: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    first_start.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    assert welcome(first_start).isVisible()
    assert "#ffffff" in welcome(first_start).background.text.text()


def test_it_opens_again_unless_done_was_pressed(
    first_start: MainWindow, open_window: OpenWindow, config: AppConfig
) -> None:
    click(first_start.side.button(WELCOME_PAGE))
    assert not welcome(first_start).isVisible()
    assert welcome(open_window(config, first_start.store.settings)).isVisible()


def test_the_steps_of_the_virtual_camera_are_ticked_and_it_is_started(
    first_start: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    page = welcome(first_start)
    install, load, start = page.virtual_camera
    qtbot.waitUntil(install.copy.isVisible)
    click(install.copy)
    assert QGuiApplication.clipboard().text() == "sudo apt install it"
    assert install.copy.text() == "Copied"
    load.copy.setFocus()
    press(load.copy, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == LOAD
    services.readiness = replace(ABSENT, stage=Stage.INSTALLED)
    qtbot.waitUntil(lambda: install.badge.done)
    assert not load.badge.done
    services.readiness = READY
    qtbot.waitUntil(lambda: load.badge.done)
    assert not load.copy.isVisible()
    click(page.start)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not frame.is_slate for frame in services.sinks[0].written))
    qtbot.waitUntil(lambda: start.badge.done)
    assert page.start.text() == "Stop virtual camera"
    page.start.setFocus()
    press(page.start, Qt.Key.Key_Space)
    qtbot.waitUntil(services.sinks[0].closed.is_set)
    qtbot.waitUntil(lambda: not start.badge.done)


def test_commands_to_load_it_at_every_start_are_offered(
    first_start: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    page = welcome(first_start)
    assert not page.persistence.isVisible()
    services.readiness = replace(READY, lasts=False)
    qtbot.waitUntil(page.persistence.isVisible)
    click(page.persistence.copy)
    assert "modules-load.d" in QGuiApplication.clipboard().text()


def test_check_again_checks_at_once(first_start: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = welcome(first_start)
    qtbot.waitUntil(page.virtual_camera[0].copy.isVisible)
    page._timer.setInterval(10**6)
    services.readiness = READY
    page.check_again.setFocus()
    press(page.check_again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.virtual_camera[1].badge.done)


def test_it_checks_only_while_it_is_visible(first_start: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = welcome(first_start)
    qtbot.waitUntil(page.virtual_camera[0].copy.isVisible)
    click(page.done)
    assert not page._timer.isActive()


def test_a_camera_plugged_in_later_is_found(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.cameras.clear()
    services.colours[None] = GREEN
    services.notice = ("No camera was found, so the demo clip is playing.",)
    window = open_window(config, Settings(config=config))
    row = welcome(window).camera
    qtbot.waitUntil(lambda: "No camera was found" in row.text.text())
    assert not row.badge.done
    services.cameras.append(FakeCamera("/dev/video0", "Front"))
    services.colours[None] = RED
    services.notice = ()
    (button,) = row.buttons.values()
    click(button)
    qtbot.waitUntil(lambda: person(services) == RED)
    qtbot.waitUntil(lambda: row.badge.done)


def test_the_open_page_alone_says_that_there_is_no_camera(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    """Also while the banner has something else to say, which it then does not number."""
    services.cameras.clear()
    services.notice = ("No camera was found, so the demo clip is playing.",)
    window = open_window(config, Settings(config=config))
    qtbot.waitUntil(lambda: "No camera was found" in welcome(window).camera.text.text())
    assert window.banner.message is None
    window.session.set_hidden(True)
    qtbot.waitUntil(lambda: window.banner.message is not None)
    assert window.banner.message is not None
    assert "You are hidden" in window.banner.message.text
    assert not window.banner.count.isVisible()
    window.side.open("About")
    assert window.banner.count.text() == "1 of 2"


def test_a_forbidden_camera_is_shown_with_a_command(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.cameras.clear()
    services.notice = ("The demo clip is playing. You may not use /dev/video0.", *join_group())
    row = welcome(open_window(config, Settings(config=config))).camera
    qtbot.waitUntil(row.copy.isVisible)
    assert not row.badge.done
    click(row.copy)
    assert QGuiApplication.clipboard().text() == "sudo usermod -aG video $USER"


def test_another_camera_can_be_chosen_if_one_is_lost(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(window.side.button(WELCOME_PAGE))
    assert welcome(window).isVisible()
    window.session.set_camera("/dev/video9")
    row = welcome(window).camera
    qtbot.waitUntil(lambda: "is gone" in row.text.text())
    assert not row.badge.done
    button = next(button for button in row.buttons.values() if button.text() == "Choose another camera")
    click(button)
    assert window.cameras.view().isVisible()
    window.cameras.hidePopup()


def test_tab_moves_from_top_to_bottom(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.notice = ("No camera was found.",)
    services.readiness = ABSENT
    window = open_window(config, Settings(config=config))
    page = welcome(window)
    qtbot.waitUntil(page.virtual_camera[1].copy.isVisible)
    qtbot.waitUntil(lambda: bool(page.camera.buttons))
    (look,) = page.camera.buttons.values()
    install, load, _ = page.virtual_camera
    process_events()
    look.setFocus()
    focused: QPushButton = look
    for button in (install.copy, load.copy, page.start, page.check_again, page.done):
        press(focused, Qt.Key.Key_Tab)
        # A command too wide for the page is reached by Tab before its button, and scrolls.
        if isinstance(text := window.focusWidget(), CommandText):
            press(text, Qt.Key.Key_Tab)
        focused = button
        assert window.focusWidget() is button
        assert not button.visibleRegion().isEmpty()


def test_a_message_leads_to_the_steps_of_the_virtual_camera(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.readiness = ABSENT
    services.sink_error = DeviceError("There is no virtual camera.", ("Run:", ShellCommand("x")), ErrorKind.MISSING)
    click(window.start_bar.button)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.first_action.text() == "Show me how"
    click(window.banner.first_action)
    page = welcome(window)
    assert page.isVisible()
    install = page.virtual_camera[0]
    qtbot.waitUntil(install.copy.isVisible)
    qtbot.waitUntil(lambda: not install.visibleRegion().isEmpty())
    services.sink_error = None
    click(window.banner.second_action)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not frame.is_slate for frame in services.sinks[0].written))


def test_its_texts_do_not_widen_the_panel(first_start: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    long = "x" * 400
    trouble = DeviceError(f"{long} is in use.", ("Run:", ShellCommand(long)))
    services.readiness = Readiness("linux", Stage.LOADED, long, lasts=False, trouble=trouble)
    page = welcome(first_start)
    qtbot.waitUntil(lambda: "xxx" in page.virtual_camera[1].text.text())
    area = page.parentWidget()
    assert area is not None
    assert page.minimumSizeHint().width() <= area.width()
    first_start.resize(1024, 700)
    assert first_start.minimumSizeHint().width() <= 1024
    assert first_start.minimumSizeHint().height() <= 700


def test_the_settings_decide_which_page_is_open(window: MainWindow) -> None:
    store = window.store
    store.change(page=WELCOME_PAGE)
    assert window.side.current == WELCOME_PAGE
    store.change(page="")
    assert window.side.current == ""
