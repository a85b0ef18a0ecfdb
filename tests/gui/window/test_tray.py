"""The window lives on behind the tray's icon where there is one, and nowhere else."""

import threading
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.shortcuts import QUIT, Shortcut
from app.gui.startup.remote_control import RemoteControl
from app.gui.theme.icons import tray_icon
from app.gui.window import minimising
from app.gui.window.main_window import MainWindow
from app.gui.window.minimising import MinimisedStart
from app.gui.window.tray import Tray
from app.settings.model import Settings
from tests.gui.conftest import corner, person, shown
from tests.gui.fakes import FakeServices
from tests.gui.window.test_main_window import says

pytestmark = pytest.mark.slow

RED = (200, 0, 0)


class FakeTray(QSystemTrayIcon):
    """An icon in a tray that comes and goes as the test says."""

    there: ClassVar[bool] = True
    takes_messages: ClassVar[bool] = True
    messages: ClassVar[list[str]] = []

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = False

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802 - as Qt calls it
        return FakeTray.there

    @staticmethod
    def supportsMessages() -> bool:  # noqa: N802
        return FakeTray.takes_messages

    def isVisible(self) -> bool:  # noqa: N802
        return self._shown

    def show(self) -> None:
        # Otherwise Qt complains on the terminal.
        assert not self.icon().isNull()
        self._shown = True

    def hide(self) -> None:
        self._shown = False

    def showMessage(self, *words: object) -> None:  # noqa: N802
        self.messages.append(str(words[1]))


Opening = Callable[..., tuple[MainWindow, Tray]]


@pytest.fixture
def opening(
    qapp: object, services: FakeServices, config: AppConfig, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opening]:
    """Return what starts a window with a tray beside it."""
    monkeypatch.setattr(FakeTray, "there", True)
    monkeypatch.setattr(FakeTray, "takes_messages", True)
    monkeypatch.setattr(FakeTray, "messages", [])
    monkeypatch.setattr("app.gui.window.tray._ATTEMPT_MS", 10)
    windows: list[MainWindow] = []

    def open_it(
        minimised: bool = False, keep: bool = True, system: type[QSystemTrayIcon] = FakeTray
    ) -> tuple[MainWindow, Tray]:
        session = Session(services, config)
        store = SettingsStore(Settings(config=config, keep_in_tray=keep))
        window = MainWindow(session, store, [])
        windows.append(window)
        tray = Tray(window, session, store, QIcon(QPixmap(16, 16)), system)
        tray.open_window(minimised)
        session.start()
        return window, tray

    yield open_it
    for window in windows:
        window.quit()
        assert not [timer for timer in window.findChildren(QTimer) if timer.isActive()]
        window.deleteLater()


def running(services: FakeServices) -> bool:
    return not shown(services).is_slate


def shortcut_of(window: MainWindow, key: Shortcut) -> QShortcut:
    """Return what a key is bound to: offscreen, a window after one that was hidden is not always active, and deaf."""
    return next(s for s in window.findChildren(QShortcut) if s.key() == QKeySequence(key.sequence))


def test_closing_the_window_keeps_the_program_running(opening: Opening, services: FakeServices, qtbot: QtBot) -> None:
    window, tray = opening()
    qtbot.waitUntil(lambda: running(services))
    window.close()
    assert not window.isVisible()
    window.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: corner(services) == (255, 255, 255))
    assert person(services) == RED
    assert tray.icon is not None
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert window.isVisible()


def test_the_notice_is_shown_once(opening: Opening) -> None:
    window, _ = opening()
    for _ in range(3):
        window.close()
        window.bring_to_front()
    (message,) = FakeTray.messages
    assert "keeps running in the tray" in message
    assert window.store.settings.tray_notice_shown


def test_without_tray_messages_the_window_shows_the_notice(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(FakeTray, "takes_messages", False)
    window, _ = opening()
    window.close()
    window.bring_to_front()
    qtbot.waitUntil(lambda: "keeps running in the tray" in says(window))


@pytest.mark.parametrize("case", ["not wanted", "no tray", "tray has gone", "a real one"])
def test_without_the_setting_closing_quits(
    case: str, opening: Opening, services: FakeServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offscreen, where the tests run, a real one is never there."""
    monkeypatch.setattr(FakeTray, "there", case != "no tray")
    window, _ = opening(keep=case != "not wanted", system=QSystemTrayIcon if case == "a real one" else FakeTray)
    qtbot.waitUntil(lambda: running(services))
    monkeypatch.setattr(FakeTray, "there", case == "not wanted")
    with qtbot.waitSignal(window.ended):
        window.close()
    assert not running(services)


@pytest.mark.parametrize("way", ["menu", "key", "remote"])
def test_quit_always_quits(way: str, opening: Opening, services: FakeServices, qtbot: QtBot) -> None:
    window, tray = opening()
    qtbot.waitUntil(lambda: running(services))
    if way != "key":
        window.close()
    with qtbot.waitSignal(window.ended):
        if way == "menu":
            tray.quit.trigger()
        elif way == "key":
            shortcut_of(window, QUIT).activated.emit()
        else:
            remote = RemoteControl(window.session, window)
            other = threading.Thread(target=remote.quit)
            other.start()
    if way == "remote":
        other.join()
    assert not running(services)
    assert tray.icon is None


def test_a_second_start_shows_the_window_again(opening: Opening, qtbot: QtBot) -> None:
    window, _ = opening()
    window.close()
    remote = RemoteControl(window.session, window)
    second = threading.Thread(target=remote.raise_window, args=("",))
    second.start()
    qtbot.waitUntil(window.isVisible)
    qtbot.waitUntil(lambda: not second.is_alive())
    remote.stop()


def test_the_menu_controls_the_session(opening: Opening, services: FakeServices, qtbot: QtBot) -> None:
    window, tray = opening()
    qtbot.waitUntil(lambda: running(services))
    window.close()
    qtbot.waitUntil(lambda: tray.switch.text() == "Start virtual camera")
    tray.switch.trigger()
    qtbot.waitUntil(lambda: tray.switch.text() == "Stop virtual camera")
    qtbot.waitUntil(lambda: bool(services.sinks and services.sinks[0].written))
    assert tray.hide_me.text() == "Hide me"
    tray.hide_me.trigger()
    assert shown(services).is_slate
    assert tray.hide_me.text() == "Show me again"
    assert tray.icon is not None
    assert tray.icon.toolTip().startswith("bisenet-bg · You are hidden")
    tray.hide_me.trigger()
    qtbot.waitUntil(lambda: running(services))
    tray.switch.trigger()
    qtbot.waitUntil(services.sinks[0].closed.is_set)
    tray.show_window.trigger()
    assert window.isVisible()


def test_the_icon_follows_the_setting(opening: Opening, services: FakeServices) -> None:
    window, tray = opening(keep=False)
    assert tray.icon is None
    window.store.change(keep_in_tray=True)
    assert tray.icon is not None
    assert tray.icon.isVisible()
    window.store.change(keep_in_tray=False)
    assert tray.icon is None


def test_a_minimised_start(opening: Opening, services: FakeServices, qtbot: QtBot) -> None:
    window, _ = opening(minimised=True)
    assert not window.isVisible()
    qtbot.waitUntil(lambda: running(services))
    window.bring_to_front()
    assert window.isVisible()
    assert not window.isMinimized()


def test_without_a_tray_the_window_starts_minimised(opening: Opening) -> None:
    for keep, system in ((False, FakeTray), (True, QSystemTrayIcon)):
        window, _ = opening(minimised=True, keep=keep, system=system)
        assert window.isVisible()
        assert window.isMinimized()


def test_a_tray_that_appears_later_takes_the_minimised_window(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(FakeTray, "there", False)
    window, tray = opening(minimised=True)
    assert window.isMinimized()
    monkeypatch.setattr(FakeTray, "there", True)
    qtbot.waitUntil(lambda: tray.icon is not None)
    assert not window.isVisible()


def test_a_late_tray_does_not_take_an_open_window(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(FakeTray, "there", False)
    window, tray = opening(minimised=True)
    window.bring_to_front()
    monkeypatch.setattr(FakeTray, "there", True)
    qtbot.waitUntil(lambda: tray.icon is not None)
    assert window.isVisible()


def test_a_window_that_comes_to_the_front_is_no_longer_minimised(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeTray, "there", False)
    monkeypatch.setattr(minimising, "_on_wayland", lambda: True)
    window, _ = opening(minimised=True)
    timers = [timer for start in window.findChildren(MinimisedStart) for timer in start.findChildren(QTimer)]
    assert [timer.isActive() for timer in timers] == [True]
    window.bring_to_front()
    assert [timer.isActive() for timer in timers] == [False]


def test_the_search_for_a_tray_ends(opening: Opening, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(FakeTray, "there", False)
    _, tray = opening()
    qtbot.waitUntil(lambda: not tray._timer.isActive())
    assert tray.icon is None


def test_the_icon_shows_the_state(qapp: object) -> None:
    states = ((False, False), (True, False), (True, True))
    off, on, hidden = (tray_icon(QIcon(), *state).pixmap(64).toImage() for state in states)
    assert off != on
    assert on != hidden
    assert hidden != off
