"""Faults of a PipeWire camera, which repeats its last composite until its readers have it."""

from collections.abc import Callable
from functools import partial

from app.core.errors import DeviceError
from app.core.pipeline.status import SinkState
from app.core.types import Composite, Rgb
from app.devices.linux.pipewire.camera import PipeWireSink
from app.devices.sink_group import GroupOpener
from tests.leaks.cases import case
from tests.leaks.judge import LAST_SLATES, Judge
from tests.leaks.output_cases import Trouble
from tests.leaks.rig import FPS, OpenRig, Rig, raising
from tests.leaks.studio import Seen


class WatchedNode:
    """A node that shows the judge all that its readers get.

    Args:
        judge: sees it.
        trouble: called for each frame; may raise.
    """

    is_read = True

    def __init__(self, judge: Judge, trouble: Callable[[], None]) -> None:
        self._judge = judge
        self._trouble = trouble
        self._taken: list[Seen] = []

    @property
    def frames_passed(self) -> int:
        """How many frames the readers got."""
        return len(self._taken)

    def send(self, rgb: Rgb) -> None:
        """Show a frame to the judge."""
        try:
            self._trouble()
        except DeviceError:
            # The node goes with its daemon, and the readers' streams end.
            self._taken = []
            raise
        self._taken.append(self._judge.see(Composite(rgb, None)))

    def readers(self) -> tuple[str, ...]:
        """Return one reader."""
        return ("Firefox",)

    def close(self) -> None:
        """Leave the last frames on the readers' screens."""
        self._judge.ended(self._taken[-LAST_SLATES:])
        self._taken = []


def open_sink(rig: Rig, trouble: Callable[[], None] = lambda: None) -> PipeWireSink:
    """Return a PipeWire camera that the judge watches."""
    return PipeWireSink(rig.size, FPS, lambda label, size, fps: WatchedNode(rig.judge, trouble), lambda _: None)


def start(rig: Rig, trouble: Callable[[], None] = lambda: None) -> None:
    """Send to a PipeWire camera from now on."""
    rig.pipeline.set_sink(lambda: open_sink(rig, trouble))


@case
def a_pipewire_camera_goes_on_and_off(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(20):
            start(rig)
            rig.person()
            rig.pipeline.set_sink(None)
            rig.wait(lambda: rig.pipeline.status().sink is SinkState.OFF)


@case
def a_pipewire_camera_is_hidden_and_ends(open_rig: OpenRig) -> None:
    for _ in range(4):
        with open_rig() as rig:
            start(rig)
            rig.person()
            rig.pause()
            rig.frames(10)
            rig.resume()
            rig.person()
            rig.lose_camera()
            rig.frames(10)


@case
def the_pipewire_daemon_ends(open_rig: OpenRig) -> None:
    trouble = Trouble(raising(DeviceError("PipeWire has ended the virtual camera.", "Start it again.")))
    with open_rig() as rig:
        for _ in range(3):
            start(rig, trouble)
            rig.person()
            trouble.asked = True
            rig.wait(lambda: rig.pipeline.status().sink_error is not None)
            trouble.asked = False
            rig.switch_camera()
            start(rig, trouble)
            rig.frames(20)


@case
def one_of_two_virtual_cameras_fails(open_rig: OpenRig) -> None:
    """The other goes on, and ends with slates."""
    for error in (DeviceError("A hiccup.", "Try again."), ZeroDivisionError("a surprise")):
        trouble = Trouble(raising(error))
        with open_rig(sink_trouble=trouble) as rig:
            for _ in range(3):
                rig.pipeline.set_sink(GroupOpener([rig.open_sink, partial(open_sink, rig)], may_be_absent=True))
                rig.person()
                trouble.asked = True
                rig.wait(lambda rig=rig: rig.pipeline.status().sink_error is not None)  # type: ignore[misc]
                assert rig.pipeline.status().sink is SinkState.ON
                rig.frames(20)
                rig.pipeline.set_sink(None)
                rig.wait(lambda rig=rig: rig.pipeline.status().sink is SinkState.OFF)  # type: ignore[misc]
                trouble.asked = False
