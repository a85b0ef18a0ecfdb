"""Faults of the output, and its end."""

import threading
from collections.abc import Callable

from app.core.errors import DeviceError
from app.core.pipeline.status import SinkState
from tests.leaks.cases import case
from tests.leaks.rig import OpenRig, Rig, raising
from tests.leaks.studio import PATIENCE


class Trouble:
    """What befalls a sink when it is asked for."""

    def __init__(self, trouble: Callable[[], None]) -> None:
        self._trouble = trouble
        self.asked = False

    def __call__(self) -> None:
        if self.asked:
            self._trouble()


@case
def a_write_fails(open_rig: OpenRig) -> None:
    for error in (DeviceError("A hiccup.", "Try again."), ZeroDivisionError("a surprise")):
        trouble = Trouble(raising(error))
        with open_rig(sink_trouble=trouble) as rig:
            for _ in range(3):
                rig.person()
                trouble.asked = True
                rig.wait(lambda rig=rig: rig.pipeline.status().sink_error is not None)  # type: ignore[misc]
                trouble.asked = False
                rig.pipeline.set_sink(rig.open_sink)
                rig.frames(40)


@case
def a_write_blocks(open_rig: OpenRig) -> None:
    """What is in the sink's hands is on its way; what comes after it is what is due by then."""
    gate = threading.Event()

    def block() -> None:
        gate.wait(PATIENCE)

    trouble = Trouble(block)
    with open_rig(sink_trouble=trouble) as rig:
        for _ in range(3):
            rig.person()
            gate.clear()
            trouble.asked = True
            seen = rig.judge.frames
            rig.wait(lambda seen=seen: rig.judge.frames > seen)  # type: ignore[misc]
            rig.pause()
            trouble.asked = False
            gate.set()
            rig.frames(40)
            rig.resume()


@case
def the_output_goes_on_and_off(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(20):
            rig.person()
            rig.pipeline.set_sink(None)
            rig.wait(lambda: rig.pipeline.status().sink is SinkState.OFF)
            rig.pipeline.set_sink(rig.open_sink)
            rig.frames(10)


@case
def outputs_follow_one_another(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        for _ in range(40):
            rig.pipeline.set_sink(rig.open_sink)
            rig.frames(4)


@case
def it_is_recorded(open_rig: OpenRig) -> None:
    """A film gets what a device would get at that moment."""
    with open_rig() as rig:
        rig.only_film()
        for _ in range(10):
            rig.person()
            rig.pause()
            rig.frames(20)
            rig.pipeline.set_recording(None)
            rig.wait(lambda: rig.pipeline.status().recording is SinkState.OFF)
            rig.pipeline.set_recording(rig.open_film)
            rig.frames(20)
            rig.resume()
            rig.person()
            rig.switch_camera()
            rig.frames(20)


@case
def a_film_breaks_off(open_rig: OpenRig) -> None:
    trouble = Trouble(raising(DeviceError("The disk is full.", "Make room.")))
    with open_rig(film_trouble=trouble) as rig:
        rig.only_film()
        for _ in range(3):
            rig.person()
            trouble.asked = True
            rig.wait(lambda: rig.pipeline.status().recording is SinkState.FAILED)
            trouble.asked = False
            rig.pause()
            rig.pipeline.set_recording(rig.open_film)
            rig.frames(20)
            rig.resume()


@case
def everything_ends_while_it_runs(open_rig: OpenRig) -> None:
    def started(rig: Rig) -> None:
        rig.frames(1)

    def paused(rig: Rig) -> None:
        rig.person()
        rig.pause()

    def lost(rig: Rig) -> None:
        rig.person()
        rig.lose_camera()

    for _ in range(4):
        for prepare in (started, Rig.person, paused, lost, Rig.switch_camera):
            with open_rig() as rig:
                prepare(rig)
                rig.frames(5)
