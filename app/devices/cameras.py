"""Cameras: listing them, finding the one that the user means, and finding it again after it was unplugged.

To add a way to reach cameras, write a module with a `CameraBackend` and add it to `BACKENDS`.
"""

import sys
from collections.abc import Hashable
from dataclasses import replace

from app.core.errors import DeviceError, ErrorKind
from app.core.values import Codec, Size
from app.devices.camera_backend import LIST_CAMERAS, CameraBackend, Capture
from app.devices.camera_backend import CameraInfo as CameraInfo
from app.devices.linux import v4l2_cameras
from app.devices.opencv_cameras import AV_FOUNDATION, DIRECT_SHOW
from app.language import _

# The backends by `sys.platform`; cameras are listed in this order.
BACKENDS: dict[str, tuple[CameraBackend, ...]] = {
    "linux": (v4l2_cameras.BACKEND,),
    "win32": (DIRECT_SHOW,),
    "darwin": (AV_FOUNDATION,),
}


def list_cameras() -> list[CameraInfo]:
    """Return the cameras of this computer; our own virtual camera is left out."""
    return [replace(camera, backend=backend.name) for backend in _backends() for camera in backend.find()]


def camera_signs() -> Hashable:
    """Return a value that differs once a camera was plugged in or out or became accessible; opens none."""
    return tuple(backend.signs() for backend in _backends())


def open_camera(camera: CameraInfo, size: Size, fps: int, codec: Codec) -> Capture:
    """Open a camera with its backend; may hang.

    Args:
        camera: from `find_camera` or `list_cameras`.
        size: requested; the driver may grant another.
        fps: likewise.
        codec: likewise.

    Raises:
        DeviceError: it is missing, busy or forbidden, or cannot be opened; the message says which.
    """
    return _backend_of(camera).open(camera, size, fps, codec)


def is_in_use(camera: CameraInfo) -> bool:
    """Say whether another program holds a camera, as far as this can be told without opening it.

    Raises:
        DeviceError: it is missing, forbidden or no camera.
    """
    return _backend_of(camera).is_in_use(camera)


def ask_permission() -> None:
    """Let the system ask the user for access to cameras; call it in the main thread, before a camera is opened."""
    for backend in _backends():
        backend.ask_permission()


def forbidden_camera() -> DeviceError | None:
    """Return the error for a camera that the user has no permission to open, or None; only Linux can tell."""
    return next((error for backend in _backends() if (error := backend.forbidden()) is not None), None)


def find_camera(text: str) -> CameraInfo:
    """Return the camera for a number, a path, an identity or a part of a name.

    Raises:
        DeviceError: there is none, or it is no camera.
    """
    cameras = list_cameras()
    found = _located(text) or _named(text, cameras)
    twins = {other.identity for other in cameras if other.name == found.name and other.key != found.key}
    return replace(found, twins=frozenset(twins - {found.identity}))


def find_again(camera: CameraInfo) -> CameraInfo:
    """Return a camera with its current address, the old one or another.

    Another camera at the old address is not used instead; nor is another unit of the same model.

    Raises:
        DeviceError: it is not connected.
    """
    named = [found for found in list_cameras() if found.name == camera.name and _may_be(found, camera)]
    # One camera may have several nodes.
    named.sort(key=lambda found: (found.identity != camera.identity, found.key != camera.key))
    if not named:
        hint = _("Plug it in again or choose another camera.")
        raise DeviceError(_("{name} is not there.").format(name=camera.name), hint, ErrorKind.MISSING)
    return replace(camera, key=named[0].key)


def _may_be(found: CameraInfo, camera: CameraInfo) -> bool:
    """Say whether a camera of the same name is the same one, perhaps on another USB port."""
    if found.backend != camera.backend:
        return False
    if found.identity == camera.identity:
        return True
    return not (found.has_serial or camera.has_serial or found.identity in camera.twins)


def _located(text: str) -> CameraInfo | None:
    for backend in _backends():
        if (camera := backend.locate(text)) is not None:
            return replace(camera, backend=backend.name)
    return None


def _named(text: str, cameras: list[CameraInfo]) -> CameraInfo:
    for camera in cameras:
        if text in (camera.key, camera.identity) or text.lower() in camera.name.lower():
            return camera
    known = ", ".join(f"'{camera.name}'" for camera in cameras)
    hint = _("Cameras here: {known}.").format(known=known) if known else _(LIST_CAMERAS)
    raise DeviceError(_("There is no camera or file '{text}'.").format(text=text), hint)


def _backends() -> tuple[CameraBackend, ...]:
    return BACKENDS.get(sys.platform, ())


def _backend_of(camera: CameraInfo) -> CameraBackend:
    for backend in _backends():
        if camera.backend in ("", backend.name):
            return backend
    raise DeviceError(
        _("{name} cannot be read on {platform}.").format(name=camera.name, platform=sys.platform),
        _("Choose another camera."),
    )
