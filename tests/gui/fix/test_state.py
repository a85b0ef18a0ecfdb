"""What the page "Fix" says and when, without a window."""

import numpy as np
import pytest

from app.config import AppConfig
from app.core.corrections.brush import Mark
from app.core.corrections.model import NO_CORRECTIONS, Backdrop, Corrections
from app.core.errors import ConfigError
from app.gui.fix.state import LARGEST, LEAVING_SECONDS, SMALLEST, Brush, RoomLearning, Stage
from app.gui.session.changes import CameraCorrections

ROOM = Backdrop(np.zeros((2, 2, 3), np.uint8), np.ones((2, 2), np.float32), np.zeros((2, 2), np.uint8))
MARKED = Corrections(np.full((2, 2), 255, np.uint8), ROOM, ROOM)


def test_a_brush_is_taken_changed_and_laid_down() -> None:
    brush = Brush().toggled(Mark.NEVER)
    assert brush.mark is Mark.NEVER
    assert brush.toggled(Mark.ALWAYS).mark is Mark.ALWAYS
    assert brush.toggled(Mark.NEVER).mark is None


@pytest.mark.parametrize(("steps", "end"), [(1, LARGEST), (-1, SMALLEST)])
def test_every_step_of_the_size_is_felt_until_the_end(steps: int, end: int) -> None:
    brush = Brush()
    while brush.size != end:
        stepped = brush.stepped(steps)
        assert (stepped.size - brush.size) * steps > 0
        brush = stepped
    assert brush.stepped(steps).size == end


def test_every_brush_says_what_it_does() -> None:
    assert len({Brush(mark).meaning for mark in (None, *Mark)}) == 4


def test_the_countdown_runs_down_to_one() -> None:
    course = RoomLearning(Stage.LEAVING, since=100.0)
    seen = [course.words(100.0 + second, known=False)[-1] for second in (0.0, 0.5, 1.5, 4.5, 4.99)]
    assert seen == ["5", "5", "4", "1", "1"]
    assert course.after(100.0 + LEAVING_SECONDS - 0.1, None) == course
    assert course.after(100.0 + LEAVING_SECONDS, None).stage is Stage.LEARNING


@pytest.mark.parametrize(
    ("answer", "seconds", "stage"),
    [
        (None, 3.0, Stage.LEARNING),
        (ROOM, 3.0, Stage.DONE),
        (ConfigError("Something moved.", "Wait."), 3.0, Stage.FAILED),
        (None, 60.0, Stage.FAILED),
    ],
)
def test_what_comes_of_learning(answer: Backdrop | ConfigError | None, seconds: float, stage: Stage) -> None:
    course = RoomLearning(Stage.LEARNING, since=0.0).after(seconds, answer)
    assert course.stage is stage
    assert course.is_running == (stage is Stage.LEARNING)
    if stage is Stage.FAILED:
        assert course.note(known=False) == (str(answer) if answer else course.problem)
        assert course.note(known=False)


def test_done_is_said_only_while_the_room_is_known() -> None:
    assert RoomLearning(Stage.DONE).words(0.0, known=True) == "Done. Come back."
    assert RoomLearning(Stage.DONE).words(0.0, known=False) == RoomLearning().words(0.0, known=True) == ""


def test_of_each_camera_all_is_remembered_but_what_is_always_shown() -> None:
    rooms, front, back = CameraCorrections(), AppConfig(camera="front", corrections=MARKED), AppConfig(camera="back")
    assert rooms.reopened(front, back) is NO_CORRECTIONS
    again = rooms.reopened(back, front)
    assert again.always is None
    assert (again.marked, again.room) == (ROOM, ROOM)
    assert rooms.reopened(front, front).always is None
