"""The portal in the window: real bus, fake portal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.file_chooser import FileQuery
from app.desktop.portal_status import Phase
from app.gui.window.main_window import MainWindow
from tests.desktop.bus import private_bus
from tests.desktop.fake_portal import CANCEL, Behaviour, FakePortal


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePortal]:
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        fake = FakePortal(address, Behaviour())
        yield fake
        fake.stop()


@pytest.fixture
def started(window: MainWindow, portal: FakePortal, qtbot: QtBot) -> MainWindow:
    """The window, once the keys work."""
    window.portal.start(keys_wanted=True)
    qtbot.waitUntil(lambda: window.portal.status.keys.phase is Phase.ON)
    return window


def test_a_key_hides_at_once_without_the_event_loop(
    started: MainWindow, portal: FakePortal, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    # The GUI thread only sleeps here, as while it is busy.
    portal.press("hide")
    wait_until(lambda: started.session.status().paused)
    portal.press("show")
    wait_until(lambda: not started.session.status().paused)
    portal.press("another")
    portal.press("hide")
    wait_until(lambda: started.session.status().paused)


def test_the_window_shows_that_a_key_hid_the_user(started: MainWindow, portal: FakePortal, qtbot: QtBot) -> None:
    portal.press("hide")
    qtbot.waitUntil(lambda: started.hide_button.hidden)


def test_files_arrive_in_the_window(started: MainWindow, portal: FakePortal, qtbot: QtBot) -> None:
    found: list[object] = []
    portal.behaviour.chosen = ("file:///tmp/a.png",)
    started.portal.choose_files(FileQuery("Add"), found.append)
    qtbot.waitUntil(lambda: found == [["/tmp/a.png"]])
    portal.behaviour.codes["OpenFile"] = CANCEL
    started.portal.choose_files(FileQuery("Add"), found.append)
    qtbot.waitUntil(lambda: found == [["/tmp/a.png"], []])


def test_the_end_of_the_window_returns_the_keys(started: MainWindow, portal: FakePortal, qtbot: QtBot) -> None:
    started.quit()
    assert started.portal._client is None
    # Also a second time.
    started.portal.stop()
