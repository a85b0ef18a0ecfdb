"""The virtual camera that Zoom and Meet can choose, by pyvirtualcam.

pyvirtualcam tries every backend when none is named and words most causes alike, so the backend is always named and the
device is looked up here first.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import DeviceError
from app.core.types import Composite, Size
from app.devices import v4l2, v4l2_stream

_MODPROBE = '`sudo modprobe v4l2loopback video_nr=10 exclusive_caps=1 card_label="BiSeNet Background"`'
_LINUX_HINT = f"Install v4l2loopback (Debian, Ubuntu: `sudo apt install v4l2loopback-dkms`), then load it: {_MODPROBE}."
_OBS_HINT = "Install OBS Studio, start and stop its virtual camera once, then try again."


@dataclass(frozen=True)
class Handler:
    """How a system's virtual camera is found and opened.

    Attributes:
        backend: pyvirtualcam's name for it.
        find: maps the wanted device, "" for any, to the one to open; raises DeviceError where there is none.
        hint: how to get one.
        needs_hold: whether `v4l2_stream.hold_stream` is needed for a second start.
    """

    backend: str
    find: Callable[[str], str]
    hint: str
    needs_hold: bool = False


def _find_loopback(device: str) -> str:
    if device:
        try:
            node = v4l2.query(Path(device))
        except v4l2.ForbiddenError:
            raise
        except DeviceError as error:
            raise DeviceError(f"There is no virtual camera {device}.", _LINUX_HINT) from error
        if not node.loopback:
            raise DeviceError(f"{device} ({node.name}) is not a virtual camera.", _LINUX_HINT)
        candidates = [node]
    else:
        candidates = [node for node in v4l2.nodes() if node.loopback]
    if not candidates:
        if (refused := v4l2.forbidden()) is not None:
            raise refused
        raise DeviceError("There is no virtual camera on this computer.", _LINUX_HINT)
    free = [healed for node in candidates if (healed := _heal(node)).output]
    if not free:
        raise DeviceError(
            f"The virtual camera {candidates[0].path} is in use or stuck.",
            f"Close the program that feeds it, or reload it: `sudo modprobe -r v4l2loopback`, then {_MODPROBE}.",
        )
    return str(free[0].path)


def _heal(node: v4l2.Node) -> v4l2.Node:
    """Bring back a node that announces nothing since its last writer closed."""
    if node.output or node.capture:
        return node
    if (handle := v4l2_stream.hold_stream(node.path)) is not None:
        os.close(handle)
    return v4l2.query(node.path)


def _find_any(device: str) -> str:
    return device


def handler() -> Handler:
    """Return what fits this system."""
    if sys.platform.startswith("linux"):
        return Handler("v4l2loopback", _find_loopback, _LINUX_HINT, needs_hold=True)
    return Handler("obs", _find_any, _OBS_HINT)


def find_virtual_camera(device: str) -> str:
    """Return the device to open.

    Args:
        device: a device, or "" for the first that is free.

    Raises:
        DeviceError: there is none; the hint says how to get one.
    """
    return handler().find(device)


class VirtualCameraSink:
    """Sends composites to a virtual camera; opens in the constructor, in the thread that writes.

    Args:
        device: from `find_virtual_camera`; "" leaves the choice to the backend.
        size: of every composite, even in both directions.
        fps: the rate at which `write` is called.

    Raises:
        DeviceError: it cannot be opened.
    """

    def __init__(self, device: str, size: Size, fps: int) -> None:
        import pyvirtualcam

        system = handler()
        self._size = size
        try:
            self._camera: pyvirtualcam.Camera | None = pyvirtualcam.Camera(
                width=size.width,
                height=size.height,
                fps=fps,
                fmt=pyvirtualcam.PixelFormat.RGB,
                device=device or None,
                backend=system.backend,
            )
        except Exception as error:
            # Which kinds a backend raises is nowhere written down.
            raise DeviceError(f"The virtual camera cannot be opened ({error}).", system.hint) from error
        self._hold = v4l2_stream.hold_stream(Path(str(self._camera.device))) if system.needs_hold else None

    def __str__(self) -> str:
        return str(self._camera.device) if self._camera is not None else "closed"

    def write(self, composite: Composite) -> None:
        """Send one composite.

        Raises:
            DeviceError: the camera is closed, or the composite is of another size.
        """
        if self._camera is None:
            raise DeviceError("The virtual camera is closed.", "Start it again.")
        if composite.rgb.shape[:2] != (self._size.height, self._size.width):
            raise DeviceError(f"The virtual camera takes {self._size} only.", "Start it again.")
        try:
            self._camera.send(composite.rgb)
        except Exception as error:
            raise DeviceError(f"The virtual camera failed ({error}).", "Start it again.") from error

    def close(self) -> None:
        """Let go of the device."""
        camera, self._camera = self._camera, None
        hold, self._hold = self._hold, None
        try:
            if camera is not None:
                camera.close()
        finally:
            # After the camera: closing the hold first would leave the node stuck.
            if hold is not None:
                os.close(hold)
