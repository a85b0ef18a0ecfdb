"""Faults around what the user has put right about the model."""

import numpy as np

from app.core.corrections.model import CleanPlate, Corrections, grid_of
from app.core.corrections.room_learning import RoomLearner
from app.core.look import Look
from app.core.types import Size
from tests.fakes import SMALL
from tests.leaks.cases import case
from tests.leaks.rig import OpenRig, Rig


def _all_is_me(rig: Rig, size: Size = SMALL) -> Corrections:
    """Return what shows the whole of a camera's room, marked in the picture that is shown now."""
    matte = rig.pipeline.current().matte
    assert matte is not None
    return Corrections(np.full(grid_of(size.width, size.height), 255, np.uint8), opening=matte.frame.source)


def _nothing_is_me() -> Corrections:
    """Return what takes the whole picture for an empty black room, whatever it looks like."""
    shape = grid_of(SMALL.width, SMALL.height)
    black, lax = np.zeros((*shape, 3), np.uint8), np.full(shape, 1e9, np.float32)
    return Corrections(room=CleanPlate(black, lax, np.full(shape, 255, np.uint8)))


def _mark_unseen(rig: Rig) -> None:
    """Mark all while others see slates, and let frames be made with it."""
    corrections = _all_is_me(rig)
    rig.pause()
    rig.pipeline.set_corrections(corrections)
    rig.frames(60)


@case
def what_is_always_shown_of_one_camera_is_not_of_the_next(open_rig: OpenRig) -> None:
    for size in (SMALL, Size(96, 72), Size(96, 54)):
        with open_rig() as rig:
            rig.person()
            _mark_unseen(rig)
            rig.switch_camera(size)
            rig.resume()
            rig.person()
            rig.frames(100)


@case
def what_is_always_shown_is_not_once_the_camera_was_lost(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        _mark_unseen(rig)
        rig.lose_camera()
        rig.resume()
        rig.person()
        rig.frames(100)


@case
def what_is_always_shown_meets_frames_of_another_shape(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        rig.pipeline.set_corrections(_all_is_me(rig, Size(96, 54)))
        rig.frames(100)
        rig.person()


@case
def what_is_always_shown_of_the_whole_frame_is_not_once_it_is_cropped(open_rig: OpenRig) -> None:
    with open_rig(size=Size(96, 54)) as rig:
        rig.pipeline.set_look(Look(whole_frame=True))
        rig.person()
        _mark_unseen(rig)
        rig.pipeline.set_look(Look())
        rig.frames(60)
        rig.resume()
        rig.person()
        rig.frames(100)


@case
def corrections_come_and_go_while_hidden(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(10):
            rig.person()
            _mark_unseen(rig)
            rig.pipeline.set_corrections(_nothing_is_me())
            rig.frames(20)
            rig.resume()
            rig.frames(20)
            rig.pipeline.set_corrections(Corrections())
        rig.person()


@case
def the_empty_room_is_learnt(open_rig: OpenRig) -> None:
    """Somebody is in the picture all the while, and must not be seen."""
    with open_rig() as rig:
        for _ in range(5):
            rig.person()
            lesson = RoomLearner()
            rig.pipeline.learn(lesson)
            rig.judge.block("lesson")
            rig.judge.only_since(rig.studio.newest)
            lesson.begin()
            rig.frames(60)
            rig.judge.unblock("lesson")
            rig.judge.only_since(rig.studio.newest)
            rig.pipeline.learn(None)
        rig.person()


@case
def the_camera_is_lost_and_switched_during_a_lesson(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        rig.pipeline.set_corrections(_nothing_is_me())
        rig.pipeline.learn(RoomLearner())
        rig.judge.block("lesson")
        rig.lose_camera()
        rig.frames(40)
        rig.switch_camera()
        rig.frames(40)
        rig.judge.unblock("lesson")
        rig.pipeline.learn(None)
        rig.person()
