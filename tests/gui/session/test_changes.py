"""Changes are live, all or nothing, and can be taken back: checked on what others would see."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.look import Look
from app.core.types import Codec, Size
from app.gui.session.undo import UndoHistory
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, corner, person, press, shown
from tests.gui.fakes import FakeServices, left_half

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


def test_a_drag_of_many_steps_is_undone_at_once(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for step in range(1, 11):
        window.session.adjust_look("opacity", opacity=1 - step / 10)
    qtbot.waitUntil(lambda: person(services) == GREY)
    window.session.undo()
    qtbot.waitUntil(lambda: person(services) == RED)


def test_of_a_change_that_cannot_be_made_nothing_is(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
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


def test_a_model_that_cannot_be_opened_leaves_the_one_before(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
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


def test_the_best_model_is_opened_anew_where_it_failed(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
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


class Clock:
    """A clock that stands still."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_history_joins_one_step_in_quick_succession_only() -> None:
    clock = Clock()
    history: UndoHistory[int] = UndoHistory(clock)
    for state, step in ((0, "a"), (1, "a"), (2, ""), (3, ""), (4, "a")):
        history.record(state, step)
    clock.now = 1.5
    history.record(5, "a")
    undone = [history.undo() for _ in range(6)]
    assert undone == [5, 4, 3, 2, 0, None]


def test_history_joins_what_is_held_however_long_it_takes() -> None:
    clock = Clock()
    history: UndoHistory[int] = UndoHistory(clock)
    history.hold(True)
    for state in range(3):
        clock.now += 5
        history.record(state, "a")
    history.hold(False)
    clock.now += 5
    history.record(3, "a")
    assert [history.undo() for _ in range(3)] == [3, 0, None]


def test_a_later_drag_of_the_same_thing_is_a_step_of_its_own() -> None:
    clock = Clock()
    history: UndoHistory[int] = UndoHistory(clock)
    for state in (0, 1):
        clock.now += 10
        history.hold(True)
        history.record(state, "a")
        history.hold(False)
    assert [history.undo() for _ in range(3)] == [1, 0, None]


@pytest.mark.parametrize("step", ["", "a"])
def test_a_change_after_an_undo_ends_the_redo(step: str) -> None:
    history: UndoHistory[int] = UndoHistory()
    history.record(0, step)
    assert history.undo() == 0
    history.undone(1)
    assert history.can_redo
    history.record(0, step)
    assert not history.can_redo
    assert history.undo() == 0


def _is_used(window: MainWindow, background: str) -> bool:
    return window.session.config.background == background


def test_what_cannot_be_had_again_is_no_step_any_more(
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


def test_the_only_step_that_cannot_be_had_again_leaves_nothing_to_undo(
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
