"""The virtual camera that meeting apps can choose, through pyvirtualcam.

Without a backend's name pyvirtualcam tries all of them, and its messages are the same for most causes. So the backend
is always named, and on Linux the device is examined first.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.advice import Steps, translated
from app.core.errors import DeviceError, ErrorKind
from app.core.values import Size
from app.devices.advice import LABEL, OBS_INSTALL, OBS_LABEL, OBS_START, RELOAD, UNITY
from app.devices.linux import loopback, v4l2
from app.language import _
from app.system_errors import reason_of

if TYPE_CHECKING:
    import pyvirtualcam

    from app.core.types import Composite

_CHECK_SECONDS = 1.0


@dataclass(frozen=True)
class Handler:
    """One kind of virtual camera.

    Attributes:
        backend: pyvirtualcam's name for it.
        label: name of its device in meeting apps; accepted by `--virtual-camera`.
        advice: how to get one, or to get it working, in English.
        is_loopback: whether it is a V4L2 node, which can be held open, checked and watched.
    """

    backend: str
    label: str
    advice: Steps
    is_loopback: bool = False


HANDLERS: dict[str, tuple[Handler, ...]] = {
    "linux": (Handler("v4l2loopback", LABEL, RELOAD, is_loopback=True),),
    "win32": (
        Handler("obs", OBS_LABEL, (*OBS_INSTALL["win32"], *OBS_START["win32"])),
        Handler("unitycapture", "Unity Video Capture", UNITY),
    ),
    "darwin": (Handler("obs", OBS_LABEL, (*OBS_INSTALL["darwin"], *OBS_START["darwin"])),),
}


def handlers() -> tuple[Handler, ...]:
    """Return the kinds of this system, the likeliest first.

    Raises:
        DeviceError: there are none.
    """
    system = "linux" if sys.platform.startswith("linux") else sys.platform
    if system not in HANDLERS:
        raise DeviceError(
            _("No virtual camera is known for {platform}.").format(platform=sys.platform),
            _("Use Linux, Windows or macOS."),
        )
    return HANDLERS[system]


def find_virtual_camera(device: str) -> str:
    """Return the device to open.

    Args:
        device: a path, a label, or "" for the first free one.

    Raises:
        DeviceError: there is none; the hint says how to get one.
    """
    known = handlers()
    if known[0].is_loopback:
        return loopback.find_loopback(device)
    if device and not any(_means(device, handler) for handler in known):
        labels = ", ".join(f'"{handler.label}"' for handler in known)
        raise DeviceError(
            _("There is no virtual camera '{device}'.").format(device=device),
            _("Here it is called {labels}.").format(labels=labels),
        )
    return device


def _means(word: str, handler: Handler) -> bool:
    word, label = word.lower(), handler.label.lower()
    return word == handler.backend or word in label or label in word


class VirtualCameraSink:
    """Sends composites to a virtual camera; opens in the constructor, in the thread that writes.

    Args:
        device: from `find_virtual_camera`; "" leaves the choice to the backend.
        size: of every composite, even in both directions. If the camera has viewers already, its size may differ;
            composites are then letter-boxed.
        fps: rate at which `write` is called.
        clock: seconds.

    Raises:
        DeviceError: it cannot be opened.
    """

    def __init__(self, device: str, size: Size, fps: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = self._granted = size
        self._clock = clock
        self._viewers: loopback.Viewers | None = None
        # Undone at the end, in reverse order.
        self._undo = ExitStack()
        self._is_loopback = handlers()[0].is_loopback
        if self._is_loopback:
            self._granted = loopback.granted_size(Path(device), size)
        camera = _open(device, self._granted, fps)
        self._camera: pyvirtualcam.Camera | None = camera
        self._device = self._name = str(camera.device)
        if self._is_loopback:
            # Closed after the camera, or the node would be stuck.
            if (hold := v4l2.hold_stream(Path(self._device))) is not None:
                self._undo.callback(os.close, hold)
            self._undo.enter_context(loopback.feeding(self._device))
            self._name = loopback.name_of(Path(self._device))
            self._viewers = self._undo.enter_context(closing(loopback.Viewers(Path(self._device))))
        self._undo.callback(camera.close)
        self._checked_at = clock()

    def __str__(self) -> str:
        return self._name

    def viewers(self) -> tuple[str, ...] | None:
        """Return the names of the programs that view the camera; None if unknown."""
        viewers = self._viewers
        return viewers.names() if viewers is not None else None

    def write(self, composite: "Composite") -> None:
        """Send one composite.

        Raises:
            DeviceError: the camera is closed, gone or taken over, or the composite is of another size.
        """
        if self._camera is None:
            raise DeviceError(_("The virtual camera is closed."), _("Start it again."))
        if composite.rgb.shape[:2] != (self._size.height, self._size.width):
            raise DeviceError(_("The virtual camera takes {size} only.").format(size=self._size), _("Start it again."))
        self._check()
        rgb = composite.rgb
        if self._granted != self._size:
            # Finding a virtual camera does not need NumPy.
            from app.core.compositing.backgrounds import contain

            rgb = contain(rgb, self._granted)
        try:
            self._camera.send(rgb)
        except Exception as error:
            raise DeviceError(
                _("The virtual camera failed ({error}).").format(error=reason_of(error)), _("Start it again.")
            ) from error

    def close(self) -> None:
        """Release the device."""
        self._camera = self._viewers = None
        self._undo.close()

    def _check(self) -> None:
        # On Linux pyvirtualcam's `send` never fails, even if the frame is lost.
        if self._is_loopback and self._clock() - self._checked_at >= _CHECK_SECONDS:
            self._checked_at = self._clock()
            loopback.check(Path(self._device), self._granted)


def _open(device: str, size: Size, fps: int) -> "pyvirtualcam.Camera":
    """Open the first kind of virtual camera that works and matches `device`."""
    import pyvirtualcam

    problems = []
    known = [handler for handler in handlers() if handler.is_loopback or not device or _means(device, handler)]
    for handler in known:
        # A backend accepts only the full name of its device.
        is_whole = handler.is_loopback or handler.label.lower() in device.lower()
        try:
            return pyvirtualcam.Camera(
                width=size.width,
                height=size.height,
                fps=fps,
                fmt=pyvirtualcam.PixelFormat.RGB,
                device=device if device and is_whole else None,
                backend=handler.backend,
            )
        except Exception as error:
            # The backends' exceptions are undocumented.
            problems.append(str(error))
    # Outside Linux only opening it shows whether there is one.
    kind = ErrorKind.OTHER if known[0].is_loopback else ErrorKind.MISSING
    reasons = "; ".join(problems)
    if device:
        message = _("The virtual camera {device} cannot be opened ({problems}).").format(
            device=device, problems=reasons
        )
    else:
        message = _("The virtual camera cannot be opened ({problems}).").format(problems=reasons)
    raise DeviceError(message, translated([step for handler in known for step in handler.advice]), kind)
