"""Faults of the camera."""

from collections.abc import Callable

import numpy as np

from app.core.errors import DeviceError
from app.core.types import Rgb, Size
from tests.fakes import SMALL
from tests.leaks.cases import case
from tests.leaks.rig import OpenRig, raising
from tests.leaks.studio import draw

# A camera's driver may hand out anything.
_SPOILT: dict[str, Callable[[Rgb], object]] = {
    "error": raising(ValueError("a surprise")),
    "nothing at all": lambda rgb: "",
    "empty": lambda rgb: rgb[:0],
    "grey": lambda rgb: rgb[..., 1],
    "four colours": lambda rgb: np.dstack([rgb, rgb[..., 0]]),
    "float": lambda rgb: rgb.astype(np.float32),
    "NaN": lambda rgb: np.full(rgb.shape, np.nan),
    "signed": lambda rgb: rgb.view(np.int8),
}


@case
def what_the_camera_gives_is_no_frame(open_rig: OpenRig) -> None:
    for spoil in _SPOILT.values():
        with open_rig() as rig:
            rig.person()
            rig.camera.spoil = spoil  # type: ignore[assignment]
            rig.wait_failed()
            rig.frames(40)


@case
def the_camera_is_lost_and_comes_back(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(5):
            rig.person()
            rig.lose_camera()
            rig.frames(40)
        rig.person()


@case
def the_camera_never_gives_a_frame(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.camera.spoil = raising(DeviceError("It is gone.", "Plug it in."))
        rig.lose_camera()
        rig.judge.block("no frame was ever there")
        rig.camera.spoil = raising(DeviceError("It is gone.", "Plug it in."))
        rig.frames(200)


@case
def the_camera_hangs(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(2):
            rig.person()
            rig.camera.gate.clear()
            rig.frames(10)
            rig.wait_stale(rig.studio.newest - 1)
            rig.frames(100)
            rig.judge.unblock("stale")
            rig.camera.gate.set()
        rig.person()


@case
def the_size_changes_in_mid_stream(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for size in (Size(96, 54), Size(32, 48), Size(128, 96), Size(63, 47), SMALL) * 2:
            rig.person()
            rig.camera.size = size
            rig.frames(30)
        rig.person()


@case
def the_output_has_another_size(open_rig: OpenRig) -> None:
    for size in (Size(96, 48), Size(48, 96), Size(128, 96), Size(34, 26)):
        with open_rig(size=size) as rig:
            rig.person()
            rig.frames(100)


@case
def the_camera_writes_into_its_last_frame(open_rig: OpenRig) -> None:
    """Its memory is read-only by then, so it fails."""
    with open_rig() as rig:
        rig.person()
        kept = draw(0, 0)
        rig.camera.spoil = lambda rgb: _overwrite(kept, kept, rgb)
        rig.wait_failed()
        rig.frames(100)


@case
def the_camera_writes_into_its_last_frame_by_another_way(open_rig: OpenRig) -> None:
    """What it hands out is a view of memory that it goes on writing to, as mapped buffers are."""
    with open_rig() as rig:
        kept = draw(0, 0)
        rig.camera.spoil = lambda rgb: _overwrite(kept, kept[:], rgb)
        for _ in range(3):
            rig.person()
            rig.frames(60)


def _overwrite(memory: Rgb, handed_out: Rgb, rgb: Rgb) -> Rgb:
    memory[:] = rgb
    return handed_out
