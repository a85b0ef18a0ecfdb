"""Faults of the background, and of laying a person over it."""

import threading
from collections.abc import Callable
from unittest import mock

import numpy as np

from app.core.compositing.backgrounds import ColourBackground
from app.core.types import Blur, Rgb, Size
from tests.fakes import SMALL
from tests.leaks.cases import case
from tests.leaks.rig import OpenRig, raising
from tests.leaks.studio import PATIENCE, chequered

Spoil = Callable[[Rgb], object]

_GONE = raising(OSError("the file is gone"))


_SPOILT: dict[str, Spoil] = {
    "error": _GONE,
    "nothing": lambda rgb: None,
    "smaller": lambda rgb: rgb[1:],
    "larger": lambda rgb: np.repeat(np.repeat(rgb, 2, axis=0), 2, axis=1),
    "one line more": lambda rgb: np.vstack([rgb, rgb[:1]]),
    "four colours": lambda rgb: np.dstack([rgb, rgb[..., 0]]),
    "grey": lambda rgb: rgb[..., 0],
    "float": lambda rgb: rgb.astype(np.float64),
    "NaN": lambda rgb: np.full(rgb.shape, np.nan),
}


class Spoilt(ColourBackground):
    """A background that something befalls."""

    def __init__(self) -> None:
        super().__init__(0, 177, 64)
        self.spoil: Spoil = lambda rgb: rgb

    def picture(self, at: float, size: Size) -> Rgb:
        return self.spoil(super().picture(at, size))  # type: ignore[return-value]


@case
def the_background_gives_no_picture(open_rig: OpenRig) -> None:
    for spoil in _SPOILT.values():
        background = Spoilt()
        with open_rig(background=background) as rig:
            rig.person()
            background.spoil = spoil
            rig.wait_failed()
            rig.frames(40)


@case
def the_background_hangs(open_rig: OpenRig) -> None:
    background, gate = Spoilt(), threading.Event()

    def wait(rgb: Rgb) -> Rgb:
        gate.wait(PATIENCE)
        return rgb

    with open_rig(background=background) as rig:
        rig.person()
        background.spoil = wait
        rig.frames(10)
        rig.wait_stale(rig.studio.newest)
        rig.frames(60)
        rig.judge.unblock("stale")
        gate.set()
        rig.person()


@case
def backgrounds_change_all_the_time(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        for number in range(30):
            rig.pipeline.set_background(ColourBackground(number, 100, 2 * number))
            rig.frames(5)
        rig.person()


@case
def a_background_fails_when_it_is_closed(open_rig: OpenRig) -> None:
    background = Spoilt()
    background.close = _GONE  # type: ignore[method-assign]
    with open_rig(background=background) as rig:
        rig.person()
        rig.pipeline.set_background(ColourBackground(1, 2, 3))
        rig.wait_failed()
        rig.frames(100)


@case
def compositing_fails(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        with mock.patch("app.core.compositing.processor.compose", side_effect=RuntimeError("injected")):
            rig.wait_failed()
        rig.frames(100)


@case
def the_room_is_blurred(open_rig: OpenRig) -> None:
    """Somebody asked for it, so means of the room may go out, but none of its pixels as it is.

    The room is a fine pattern here, whose mean is another colour. Nothing of it goes out where a slate is due.
    """
    with open_rig(background=Blur(), size=Size(2 * SMALL.width, 2 * SMALL.height), spoil=chequered) as rig:
        for _ in range(3):
            rig.person()
            rig.frames(30)
            rig.pause()
            rig.frames(20)
            rig.resume()
