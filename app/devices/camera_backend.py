"""What a camera backend provides; `cameras.py` holds the table of those that each system has."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.core.errors import DeviceError
from app.core.values import Codec, Size
from app.language import N_

if TYPE_CHECKING:
    from app.core.types import Rgb

LIST_CAMERAS = N_("List the cameras with `bisenet-bg devices`.")


@dataclass(frozen=True)
class CameraInfo:
    """A camera that the user can choose.

    Attributes:
        key: its current address: "/dev/video0" on Linux, a number elsewhere.
        name: shown to the user.
        identity: stays the same when the camera is plugged in again: vendor, product and serial number, or the USB port
            for a camera without a serial number.
        has_serial: whether the identity contains a serial number, so that it holds on every USB port.
        twins: identities of the cameras of the same name that were connected when this one was chosen.
        backend: name of the backend that listed it; empty for the system's first one.
    """

    key: str
    name: str
    identity: str = ""
    has_serial: bool = False
    twins: frozenset[str] = frozenset()
    backend: str = ""


class Capture(Protocol):
    """An open camera; opened, read and closed in one thread. Its str() is the granted format, for the status bar."""

    def read(self) -> "Rgb":
        """Wait for the next frame and return it, RGB uint8 (H, W, 3); may hang.

        Raises:
            DeviceError: the camera is lost.
        """

    def close(self) -> None:
        """Release the camera; called once."""


@dataclass(frozen=True)
class CameraBackend:
    """One way to reach cameras: a row of the table in `cameras.py`.

    Attributes:
        name: unique within a system.
        find: lists the cameras that are connected; our own virtual camera is left out.
        open: opens a camera with the requested size, frames per second and codec, of which the driver may grant others;
            may hang. Raises `DeviceError`.
        signs: returns a value that differs once a camera was plugged in or out or became accessible; cheap, since the
            window polls it, and opens no camera.
        locate: maps an address that the user typed, such as "0" or "/dev/video0", to its camera; None for a word that
            is no address of this backend. Raises `DeviceError` for an address without a usable camera.
        is_in_use: whether another program holds the camera, as far as this can be told without opening it. Raises
            `DeviceError`.
        forbidden: returns the error for a camera that the user has no permission to open, or None.
        ask_permission: lets the system ask the user for access to cameras; runs in the main thread.
    """

    name: str
    find: Callable[[], list[CameraInfo]]
    open: Callable[[CameraInfo, Size, int, Codec], Capture]
    signs: Callable[[], Hashable]
    locate: Callable[[str], CameraInfo | None] = lambda word: None
    is_in_use: Callable[[CameraInfo], bool] = lambda camera: False
    forbidden: Callable[[], DeviceError | None] = lambda: None
    ask_permission: Callable[[], None] = lambda: None
