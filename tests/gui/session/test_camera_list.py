"""Cameras that come and go while the window is open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.session.window_status import camera_list
from app.gui.window.main_window import MainWindow
from tests.fakes import SMALL
from tests.gui.conftest import OpenWindow, click, person, press, shown, step
from tests.gui.fakes import FakeCamera, FakeServices
from tests.gui.window.test_main_window import BLUE, GREEN, RED, pick_camera, says

pytestmark = pytest.mark.slow

FRONT, USB = FakeCamera("/dev/video0", "Front"), FakeCamera("/dev/video1", "USB")


def names(window: MainWindow) -> list[str]:
    return [window.cameras.itemText(place) for place in range(window.cameras.count())]


def look(window: MainWindow) -> None:
    """Trigger the check for cameras."""
    window.cameras.due.emit()


def test_cameras_are_listed_as_they_come_and_go(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: names(window) == ["Front", "Demo clip"])
    services.cameras.append(USB)
    look(window)
    qtbot.waitUntil(lambda: names(window) == ["Front", "USB", "Demo clip"])
    services.cameras.remove(USB)
    look(window)
    qtbot.waitUntil(lambda: names(window) == ["Front", "Demo clip"])
    assert window.cameras.currentText() == "Front"
    assert person(services) == RED


@pytest.mark.parametrize("chosen", [False, True])
def test_the_camera_in_use_stays_listed_while_it_is_unplugged(
    window: MainWindow, services: FakeServices, qtbot: QtBot, chosen: bool
) -> None:
    services.cameras.append(USB)
    look(window)
    qtbot.waitUntil(lambda: len(names(window)) == 3)
    if chosen:
        pick_camera(qtbot, window, "USB")
        qtbot.waitUntil(lambda: person(services) == BLUE)
        step(window, services, qtbot)
    gone = USB if chosen else FRONT
    services.cameras.remove(gone)
    look(window)
    qtbot.waitUntil(lambda: window.cameras.currentText() == f"{gone.name} (unplugged)")
    services.cameras.append(FakeCamera("/dev/video5", gone.name))
    look(window)
    qtbot.waitUntil(lambda: window.cameras.currentText() == gone.name)
    assert not any("unplugged" in name for name in names(window))


def test_nothing_is_listed_while_nothing_changes(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    look(window)
    step(window, services, qtbot)
    before = services.listed
    for _ in range(3):
        look(window)
        step(window, services, qtbot)
    assert services.listed == before


def test_cameras_are_not_checked_while_the_window_is_hidden(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    assert window.cameras._timer.isActive()
    window.hide()
    assert not window.cameras._timer.isActive()
    window.show()
    assert window.cameras._timer.isActive()


@pytest.fixture
def demo(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> MainWindow:
    """A window that plays the demo clip because there is no camera."""
    services.cameras.clear()
    services.colours[None] = GREEN
    services.notice = ("No camera was found.",)
    window = open_window(AppConfig("#808080", size=SMALL))
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    qtbot.waitUntil(lambda: window.cameras.currentText() == "Demo clip")
    return window


def test_the_first_camera_is_offered_in_place_of_the_demo_clip(
    demo: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: says(demo) == "No camera was found.")
    services.cameras.append(USB)
    look(demo)
    qtbot.waitUntil(lambda: says(demo) == "The demo clip is playing, but USB is available now.")
    assert demo.cameras.currentText() == "Demo clip"
    services.notice = ()
    click(demo.banner.first_action)
    qtbot.waitUntil(lambda: person(services) == BLUE)
    qtbot.waitUntil(lambda: not says(demo))
    qtbot.waitUntil(lambda: demo.cameras.currentText() == "USB")


def test_an_offer_disappears_with_its_camera(demo: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.cameras.append(USB)
    look(demo)
    qtbot.waitUntil(lambda: "USB is available now" in says(demo))
    services.cameras.clear()
    look(demo)
    qtbot.waitUntil(lambda: says(demo) == "No camera was found.")


def test_no_camera_is_offered_to_a_user_who_chose_the_demo_clip(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    pick_camera(qtbot, window, "Demo clip")
    qtbot.waitUntil(lambda: person(services) == GREEN)
    services.cameras.append(USB)
    look(window)
    qtbot.waitUntil(lambda: "USB" in names(window))
    assert not says(window)


def test_another_camera_with_the_old_key_is_not_taken_for_the_one_in_use() -> None:
    read = (FRONT.key, FRONT.name)
    stranger = FakeCamera(FRONT.key, "Stranger")
    found = camera_list([stranger], FRONT.key, read)
    assert dict(found.entries)[found.current] == "Front (unplugged)"


def test_the_camera_starts_and_stops_by_a_key(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not frame.is_slate for frame in services.sinks[0].written))
    window.start_bar.button.setFocus()
    QTest.keyClick(window.start_bar.button, Qt.Key.Key_Return)
    qtbot.waitUntil(services.sinks[0].closed.is_set)
