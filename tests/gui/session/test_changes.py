"""Changes are live, all or nothing, and can be undone: checked on the output."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import BisenetBgError
from app.core.look import Look
from app.core.types import Codec, Size
from app.gui.session.changes import ConsentError
from app.gui.session.messages import Topic
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, corner, person, press, shown
from tests.gui.fakes import FakeServices, left_half

pytestmark = pytest.mark.slow

RED, GREY, WHITE = (200, 0, 0), (128, 128, 128), (255, 255, 255)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_background_is_undone_and_redone_by_keys(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    press(window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: corner(services) == WHITE)


def test_the_look_changes_from_one_frame_to_the_next(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust_look(opacity=0.0)
    qtbot.waitUntil(lambda: person(services) == GREY)
    window.session.undo()
    qtbot.waitUntil(lambda: person(services) == RED)


def test_a_drag_is_one_undo_step(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for step in range(1, 11):
        window.session.adjust_look("opacity", opacity=1 - step / 10)
    qtbot.waitUntil(lambda: person(services) == GREY)
    window.session.undo()
    qtbot.waitUntil(lambda: person(services) == RED)


def test_a_change_that_fails_changes_nothing(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(background="nowhere.png", look=Look(opacity=0.0))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.session.config.look.opacity == 1
    assert person(services) == RED
    press(window, Qt.Key.Key_Z, CTRL)
    assert corner(services) == GREY


def test_undo_leaves_the_camera_alone(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    window.session.set_camera("demo")
    qtbot.waitUntil(lambda: person(services) == (0, 200, 0))
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    assert window.session.config.camera == "demo"


def test_another_model_takes_over(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.find_person = lambda rgb, number: 255 - left_half(rgb, number)
    window.session.adjust(model="another", threads=1, detail=0.5)
    qtbot.waitUntil(lambda: len(services.segmenters) == 2)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert person(services) == GREY
    assert (services.processors[-1].model, services.processors[-1].threads) == ("another", 1)


def test_a_model_that_cannot_be_opened_is_not_used(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(model="broken")
    qtbot.waitUntil(window.banner.isVisible)
    message = window.banner.message
    assert message is not None
    assert "damaged" in message.text
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert person(services) == RED
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: not window.banner.isVisible())
    assert window.session.config.model is None


def test_the_best_model_is_opened_again_if_it_failed(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(threads=3)
    qtbot.waitUntil(lambda: len(services.segmenters) == 2)
    window.session.use_best_model()
    qtbot.waitUntil(lambda: len(services.segmenters) == 3)
    window.session.use_best_model()
    qtbot.waitUntil(lambda: len(services.segmenters) == 4)
    assert window.session.config.threads is None
    window.session.undo()
    qtbot.waitUntil(lambda: window.session.config.threads == 3)


def test_the_camera_is_asked_for_another_format(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(camera_size=Size(640, 480), codec=Codec.RAW)
    qtbot.waitUntil(lambda: services.sources[-1].codec is Codec.RAW)
    assert services.sources[-1].camera_size == Size(640, 480)
    qtbot.waitUntil(lambda: not shown(services).is_slate)


def _is_used(window: MainWindow, background: str) -> bool:
    return window.session.config.background == background


def test_a_step_to_a_deleted_file_leaves_the_history(
    window: MainWindow, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.png"
    gone.touch()
    states: list[tuple[bool, bool]] = []
    window.session.history.connect(lambda *state: states.append(state))
    for background in (str(gone), "#0000ff"):
        window.session.adjust(background=background)
        qtbot.waitUntil(partial(_is_used, window, background))
    gone.unlink()
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.session.config.background == "#0000ff"
    assert states[-1] == (True, False)
    for _ in range(2):
        press(window, Qt.Key.Key_Z, CTRL)
        qtbot.waitUntil(lambda: corner(services) == GREY)
        assert states[-1] == (False, True)
        press(window, Qt.Key.Key_Z, CTRL | SHIFT)
        qtbot.waitUntil(lambda: corner(services) == (0, 0, 255))
        assert states[-1] == (True, False)


def test_a_redo_of_a_deleted_file_leaves_the_history(
    window: MainWindow, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.png"
    gone.touch()
    window.session.adjust(background=str(gone))
    qtbot.waitUntil(partial(_is_used, window, str(gone)))
    window.session.adjust(background="#0000ff")
    qtbot.waitUntil(partial(_is_used, window, "#0000ff"))
    window.session.undo()
    qtbot.waitUntil(partial(_is_used, window, str(gone)))
    window.session.undo()
    qtbot.waitUntil(lambda: corner(services) == GREY)
    gone.unlink()
    states: list[tuple[bool, bool]] = []
    window.session.history.connect(lambda *state: states.append(state))
    window.session.redo()
    qtbot.waitUntil(window.banner.isVisible)
    assert states == [(False, True)]
    window.session.redo()
    qtbot.waitUntil(partial(_is_used, window, "#0000ff"))
    assert states[-1] == (True, False)


def test_a_refused_room_is_no_success_and_only_the_question_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.session.set_virtual_camera(True)
    replies: list[BisenetBgError | None] = []
    background = window.session.config.background
    window.session.set_background("none", replies.append)
    qtbot.waitUntil(lambda: bool(replies))
    assert isinstance(replies[0], ConsentError)
    assert window.session.has_message(Topic.ROOM)
    assert window.session.config.background == background
    window.session.set_background("none")
    assert not window.session.has_message(Topic.REQUEST)


def test_an_overtaken_change_asks_nothing_about_the_room(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.set_virtual_camera(True)
    asked: list[bool] = []

    def ask() -> bool:
        asked.append(True)
        return True

    monkeypatch.setattr(window.session._changes, "_ask_about_room", ask)
    window.session.set_background("none")
    window.session.set_background("#00b140")
    qtbot.waitUntil(lambda: window.session.config.background == "#00b140")
    assert asked == []
