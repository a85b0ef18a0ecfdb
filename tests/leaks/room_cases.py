"""The room is shown by somebody's wish: as long as that stands, and where no slate is due."""

from tests.leaks.cases import case
from tests.leaks.rig import OpenRig, finding
from tests.leaks.wish_cases import Held


@case
def the_room_is_opened_and_closed(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(20):
            rig.person()
            rig.open_room()
            rig.frames(10)
            rig.close_room()
            rig.frames(10)


@case
def the_room_is_closed_while_the_model_hangs(open_rig: OpenRig) -> None:
    """An open room needs no model, so this is the first frame that asks it."""
    model = Held()
    with open_rig(processor=finding(model.find)) as rig:
        rig.person()
        for _ in range(3):
            rig.open_room()
            model.gate.clear()
            rig.close_room()
            rig.frames(40)
            model.gate.set()
            rig.person()


@case
def an_open_room_is_hidden_by_a_pause(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.open_room()
        for _ in range(10):
            rig.frames(10)
            rig.pause()
            rig.frames(20)
            rig.resume()
            rig.person()


@case
def the_room_is_closed_during_a_pause(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(10):
            rig.open_room()
            rig.pause()
            rig.close_room()
            rig.resume()
            rig.person()


@case
def another_camera_before_an_open_room(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.open_room()
        for _ in range(5):
            rig.switch_camera()
            rig.person()
            rig.lose_camera()
            rig.frames(20)
        rig.close_room()
        rig.person()


@case
def the_camera_hangs_before_an_open_room(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.open_room()
        rig.camera.gate.clear()
        rig.frames(10)
        rig.wait_stale(rig.studio.newest - 1)
        rig.frames(40)
        rig.judge.unblock("stale")
        rig.camera.gate.set()
        rig.person()
        rig.close_room()
        rig.frames(20)
