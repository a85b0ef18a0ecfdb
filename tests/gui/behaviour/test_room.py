"""Showing the real room: only on explicit request, with a warning all the time, and ended by one click."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.core.errors import DeviceError, ErrorKind
from app.core.types import Background
from app.gui.imaging.thumbnails import thumbnail
from app.gui.session.messages import Topic
from app.gui.session.problems import Action
from app.gui.theme.palette import colours
from app.gui.window.main_window import MainWindow
from tests.fakes import FakeSink
from tests.gui.conftest import click, corner, person, press, shown, step
from tests.gui.fakes import FakeServices
from tests.gui.strip import marked, tile
from tests.gui.window.test_main_window import RED, says

pytestmark = pytest.mark.slow

GREY, GREEN = (128, 128, 128), (0, 0xB1, 0x40)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def room(window: MainWindow, services: FakeServices, qtbot: QtBot) -> MainWindow:
    """A window that shows the room, which is red as the person is."""
    assert corner(services) == GREY
    click(tile(window, "None"))
    qtbot.waitUntil(lambda: corner(services) == RED)
    return window


def test_the_banner_says_so_and_blurs(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    assert says(room) == "Nobody sees anything: the virtual camera is off."
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


def test_undo_does_not_show_the_room(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    """The step before still goes back to the background before the room."""
    click(tile(room, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    press(room, Qt.Key.Key_Z, CTRL)
    assert says(room).startswith("This step can no longer be undone. It would show your room.")
    assert room.session.config.background == "#00b140"
    press(room, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    press(room, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: corner(services) == GREEN)


def test_redo_does_not_show_the_room(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(room, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    press(room, Qt.Key.Key_Z, CTRL | SHIFT)
    assert says(room).startswith("This step can no longer be redone. It would show your room.")
    assert room.session.config.background == "#808080"


def test_the_panic_key_hides_the_room_too(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(room, Qt.Key.Key_Escape)
    assert shown(services).is_slate
    qtbot.waitUntil(lambda: "You are hidden" in says(room))
    press(room, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: says(room).startswith("Nobody sees anything"))


def test_another_background_hides_the_room_at_once(room: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    """Until the first frame with the new background there is a slate and no trace of the room."""
    click(tile(room, "Green"))
    qtbot.waitUntil(lambda: room.session.config.background == "#00b140")
    assert shown(services).is_slate or corner(services) != RED
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert person(services) == RED
    assert corner(services) == GREEN


@pytest.fixture(params=["by mouse", "by key"])
def asked(window: MainWindow, services: FakeServices, qtbot: QtBot, request: pytest.FixtureRequest) -> MainWindow:
    """A window with the virtual camera on that asks whether to show the room."""
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not sent.is_slate for sent in services.sinks[0].written))
    if request.param == "by mouse":
        click(tile(window, "None"))
    else:
        tile(window, "None").setFocus()
        press(tile(window, "None"), Qt.Key.Key_Space)
    assert says(window) == "Show your room to others? The virtual camera is on."
    step(window, services, qtbot)
    assert corner(services) == GREY
    assert marked(window) == ["#808080"]
    assert window.banner.property("warning")
    assert QApplication.activeModalWidget() is None
    return window


@pytest.mark.parametrize("by_key", [True, False])
def test_the_room_is_shown_to_others_after_one_question(
    asked: MainWindow, services: FakeServices, qtbot: QtBot, by_key: bool
) -> None:
    if by_key:
        asked.banner.first_action.setFocus()
        press(asked.banner.first_action, Qt.Key.Key_Return)
    else:
        click(asked.banner.first_action)
    qtbot.waitUntil(lambda: corner(services) == RED)
    qtbot.waitUntil(lambda: says(asked) == "Others see your room.")
    assert asked.banner.property("warning")
    click(tile(asked, "None"))
    step(asked, services, qtbot)
    assert says(asked) == "Others see your room."


def test_the_panic_key_hides_while_the_window_asks(asked: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    focused = asked.focusWidget()
    assert focused is not None
    press(focused, Qt.Key.Key_H, CTRL | SHIFT)
    assert shown(services).is_slate
    press(asked, Qt.Key.Key_P, CTRL)
    step(asked, services, qtbot)
    assert corner(services) == GREY


def surface(window: MainWindow) -> str:
    """Return the colour of the banner beside its text."""
    return window.banner.grab().toImage().pixelColor(6, window.banner.height() // 2).name()


def test_only_a_room_that_others_see_has_the_warning_colour(
    room: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    assert says(room) == "Nobody sees anything: the virtual camera is off."
    assert surface(room) == colours().raised
    click(room.start_bar.button)
    assert surface(room) == colours().warning_surface
    click(room.banner.first_action)
    qtbot.waitUntil(lambda: says(room) == "Others see your room.")
    qtbot.waitUntil(lambda: surface(room) == colours().warning_surface)
    click(room.start_bar.button)
    qtbot.waitUntil(lambda: says(room).startswith("Nobody sees anything"))
    assert surface(room) == colours().raised


def keep(window: MainWindow) -> None:
    click(window.banner.second_action)


def close(window: MainWindow) -> None:
    click(window.banner.close_button)


def escape(window: MainWindow) -> None:
    press(window, Qt.Key.Key_Escape)


def press_enter_again(window: MainWindow) -> None:
    focused = window.focusWidget()
    assert focused is not None
    press(focused, Qt.Key.Key_Return)


def stop_sending(window: MainWindow) -> None:
    click(window.start_bar.button)


@pytest.mark.parametrize("refuse", [keep, close, escape, press_enter_again, stop_sending])
def test_every_other_answer_keeps_the_background(
    asked: MainWindow, services: FakeServices, qtbot: QtBot, refuse: Callable[[MainWindow], None]
) -> None:
    refuse(asked)
    step(asked, services, qtbot)
    assert not says(asked)
    assert asked.session.config.background == "#808080"
    assert not services.pipeline.status().paused
    assert all(tuple(sent.rgb[2, -3]) != RED for sent in services.sinks[0].written)


@pytest.fixture
def asked_at_start(room: MainWindow) -> MainWindow:
    """A window that shows the room and asks before it starts the virtual camera."""
    press(room, Qt.Key.Key_Return, CTRL)
    assert says(room) == "Start the virtual camera? Others will see your room."
    assert room.banner.property("warning")
    assert QApplication.activeModalWidget() is None
    return room


def test_the_virtual_camera_starts_with_the_room_after_one_question(
    asked_at_start: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    assert not services.sinks
    click(asked_at_start.banner.first_action)
    qtbot.waitUntil(lambda: says(asked_at_start) == "Others see your room.")
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not sent.is_slate for sent in services.sinks[0].written))


def test_the_virtual_camera_starts_with_a_blurred_room(
    asked_at_start: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(asked_at_start.banner.second_action)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not sent.is_slate for sent in services.sinks[0].written))
    assert marked(asked_at_start) == ["Blur"]
    assert not says(asked_at_start)


@pytest.mark.parametrize("refuse", [close, escape])
def test_every_other_answer_leaves_the_virtual_camera_off(
    asked_at_start: MainWindow, services: FakeServices, qtbot: QtBot, refuse: Callable[[MainWindow], None]
) -> None:
    refuse(asked_at_start)
    step(asked_at_start, services, qtbot)
    assert says(asked_at_start) == "Nobody sees anything: the virtual camera is off."
    assert not services.sinks
    assert not services.pipeline.status().paused


def test_the_question_is_withdrawn_when_the_virtual_camera_does_not_start(
    window: MainWindow, services: FakeServices, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked = threading.Event()

    def open_sink() -> FakeSink:
        asked.wait()
        raise DeviceError("It is in use.")

    monkeypatch.setattr(services, "sink_of", lambda config: open_sink)
    click(window.start_bar.button)
    click(tile(window, "None"))
    assert says(window) == "Show your room to others? The virtual camera is on."
    asked.set()
    qtbot.waitUntil(lambda: "It is in use." in says(window))
    assert not window.session.has_message(Topic.ROOM)


def leaked(services: FakeServices) -> bool:
    """Say whether a pixel of the room was sent."""
    return any(not sent.is_slate and tuple(sent.rgb[2, -3]) == RED for sink in services.sinks for sent in sink.written)


def holding(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch, is_held: Callable[[AppConfig], bool]
) -> threading.Event:
    """Let some backgrounds wait until the returned event is set."""
    gate, background_of = threading.Event(), services.background_of

    def wait(config: AppConfig) -> Background:
        if is_held(config):
            gate.wait(20)
        return background_of(config)

    monkeypatch.setattr(services, "background_of", wait)
    return gate


def test_a_start_while_the_room_is_being_opened_asks(
    window: MainWindow, services: FakeServices, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    gate = holding(services, monkeypatch, lambda config: parse(config.background).shows_room)
    click(tile(window, "None"))
    click(window.start_bar.button)
    gate.set()
    qtbot.waitUntil(lambda: window.session.has_message(Topic.ROOM))
    step(window, services, qtbot, 6)
    assert not leaked(services)


def test_the_room_chosen_while_it_is_being_blurred_for_a_start_is_not_sent(
    room: MainWindow, services: FakeServices, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    press(room, Qt.Key.Key_Return, CTRL)
    gate = holding(services, monkeypatch, lambda config: config.background.startswith("blur"))
    click(room.banner.second_action)
    click(tile(room, "None"))
    gate.set()
    step(room, services, qtbot, 6)
    assert not leaked(services)
    assert says(room) == "Nobody sees anything: the virtual camera is off."


def test_the_room_chosen_while_the_virtual_camera_is_being_found_asks(
    window: MainWindow, services: FakeServices, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    gate, sink_of = threading.Event(), services.sink_of
    monkeypatch.setattr(services, "sink_of", lambda config: gate.wait(20) and sink_of(config))
    click(window.start_bar.button)
    window.session.set_background("none")
    gate.set()
    qtbot.waitUntil(lambda: window.session.has_message(Topic.ROOM))
    step(window, services, qtbot, 6)
    assert not leaked(services)


def test_trying_the_virtual_camera_again_asks(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.sink_error = DeviceError("It is in use.", kind=ErrorKind.BUSY)
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: "It is in use." in says(window))
    click(tile(window, "None"))
    qtbot.waitUntil(lambda: corner(services) == RED)
    services.sink_error = None
    window.banner.action_requested.emit(Action.VIRTUAL_CAMERA)
    assert says(window) == "Start the virtual camera? Others will see your room."
    step(window, services, qtbot, 6)
    assert not services.sinks


def test_another_background_withdraws_the_question(asked: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(tile(asked, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    assert not says(asked)


def test_the_tile_is_unlike_the_blurs_and_stands_apart(window: MainWindow) -> None:
    room, blur, stronger = (tile(window, title) for title in ("None", "Slight blur", "Blur"))
    assert blur.x() - room.x() > stronger.x() - blur.x()
    assert thumbnail(parse("none")) != thumbnail(parse("blur:1"))
    ground = {thumbnail(parse("none")).pixelColor(x, y).name() for x, y in ((3, 3), (260, 3), (3, 140), (260, 140))}
    assert len(ground) == 1


def test_the_keyboard_starts_on_the_background_in_use(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    assert window.focusWidget() is tile(window, "#808080")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        press(tile(window, "#808080"), key)
        step(window, services, qtbot)
        assert corner(services) == GREY
