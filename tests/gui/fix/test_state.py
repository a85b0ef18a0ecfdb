"""The brush and the learning of the empty room, without a window."""

import numpy as np
import pytest

from app.config import AppConfig
from app.core.corrections.brush import Mark
from app.core.corrections.model import NO_CORRECTIONS, CleanPlate, Corrections
from app.core.errors import ConfigError
from app.gui.fix.state import COUNTDOWN_SECONDS, MAX_SIZE, MIN_SIZE, Brush, LearningStage, RoomLearning
from app.gui.session.changes import CameraCorrections

ROOM = CleanPlate(np.zeros((2, 2, 3), np.uint8), np.ones((2, 2), np.float32), np.zeros((2, 2), np.uint8))
MARKED = Corrections(np.full((2, 2), 255, np.uint8), ROOM, ROOM)


def test_a_brush_is_selected_changed_and_deselected() -> None:
    brush = Brush().toggled(Mark.NEVER)
    assert brush.mark is Mark.NEVER
    assert brush.toggled(Mark.ALWAYS).mark is Mark.ALWAYS
    assert brush.toggled(Mark.NEVER).mark is None


@pytest.mark.parametrize(("steps", "limit"), [(1, MAX_SIZE), (-1, MIN_SIZE)])
def test_every_step_changes_the_size_until_the_limit(steps: int, limit: int) -> None:
    brush = Brush()
    while brush.size != limit:
        stepped = brush.stepped(steps)
        assert (stepped.size - brush.size) * steps > 0
        brush = stepped
    assert brush.stepped(steps).size == limit


def test_every_brush_has_its_own_description() -> None:
    assert len({Brush(mark).description for mark in (None, *Mark)}) == 4


def test_the_countdown_runs_down_to_one() -> None:
    learning = RoomLearning(LearningStage.COUNTDOWN, since=100.0)
    seen = [learning.headline(100.0 + second, is_known=False)[-1] for second in (0.0, 0.5, 1.5, 4.5, 4.99)]
    assert seen == ["5", "5", "4", "1", "1"]
    assert learning.after(100.0 + COUNTDOWN_SECONDS - 0.1, None) == learning
    assert learning.after(100.0 + COUNTDOWN_SECONDS, None).stage is LearningStage.LEARNING


@pytest.mark.parametrize(
    ("answer", "seconds", "stage"),
    [
        (None, 3.0, LearningStage.LEARNING),
        (ROOM, 3.0, LearningStage.DONE),
        (ConfigError("Something moved.", "Wait."), 3.0, LearningStage.FAILED),
        (None, 60.0, LearningStage.FAILED),
    ],
)
def test_the_result_of_learning(answer: CleanPlate | ConfigError | None, seconds: float, stage: LearningStage) -> None:
    learning = RoomLearning(LearningStage.LEARNING, since=0.0).after(seconds, answer)
    assert learning.stage is stage
    assert learning.is_running == (stage is LearningStage.LEARNING)
    if stage is LearningStage.FAILED:
        assert learning.note(is_known=False) == (str(answer) if answer else learning.problem)
        assert learning.note(is_known=False)


def test_done_is_shown_only_while_the_room_is_known() -> None:
    assert RoomLearning(LearningStage.DONE).headline(0.0, is_known=True) == "Done. You can come back."
    assert (
        RoomLearning(LearningStage.DONE).headline(0.0, is_known=False)
        == RoomLearning().headline(0.0, is_known=True)
        == ""
    )


def test_corrections_of_each_camera_are_kept_except_what_is_always_shown() -> None:
    cameras, front, back = CameraCorrections(), AppConfig(camera="front", corrections=MARKED), AppConfig(camera="back")
    assert cameras.reopened(front, back) is NO_CORRECTIONS
    again = cameras.reopened(back, front)
    assert again.always is None
    assert (again.marked, again.room) == (ROOM, ROOM)
    assert cameras.reopened(front, front).always is None
