"""Webcams: listing, naming and finding them again."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from app.core.errors import DeviceError, ErrorKind
from app.devices.linux import v4l2
from app.devices.linux.loopback import is_our_output

# What the virtual cameras are called that we feed elsewhere; reading our own output would show us in ourselves.
VIRTUAL_NAMES = ("OBS Virtual Camera", "OBS-Camera", "Unity Video Capture")
_LIST = "List the cameras with `bisenet-bg devices`."
_SYS = Path("/sys/class/video4linux")
_DEV = Path("/dev")


@dataclass(frozen=True)
class CameraInfo:
    """A camera that can be chosen.

    Attributes:
        key: where it is now, "/dev/video0" on Linux, a number elsewhere.
        name: for people.
        identity: what it keeps when it is plugged in again: maker, product and serial number, or else the socket.
        has_serial: whether the identity is the device's own wherever it is plugged in.
        twins: identities of others of that name that stood beside it when it was chosen.
    """

    key: str
    name: str
    identity: str = ""
    has_serial: bool = False
    twins: frozenset[str] = frozenset()


def list_cameras() -> list[CameraInfo]:
    """Return the cameras of this machine; our own output and nodes that give no pictures are left out."""
    if sys.platform.startswith("linux"):
        return [_info(node) for node in v4l2.nodes() if node.capture and not is_our_output(node)]
    return [camera for camera in _listed() if not camera.name.startswith(VIRTUAL_NAMES)]


def virtual_cameras() -> list[str]:
    """Return what those virtual cameras are called that can be fed here; Windows and macOS only."""
    return [camera.name for camera in _listed() if camera.name.startswith(VIRTUAL_NAMES)]


def camera_signs() -> frozenset[tuple[str, str, bool]]:
    """Return what differs once a camera has come, gone or been allowed; opens none."""
    if not sys.platform.startswith("linux"):
        return frozenset((camera.key, camera.name, True) for camera in list_cameras())
    # A node is there a moment before this user may open it.
    return frozenset((node.name, _label(node), os.access(_DEV / node.name, os.R_OK)) for node in _SYS.glob("video*"))


def _label(node: Path) -> str:
    try:
        return (node / "name").read_text().strip()
    except OSError:
        return ""


def backend() -> int:
    """Return OpenCV's way to this system's cameras; another way would count them in another order."""
    if sys.platform.startswith("linux"):
        return cv2.CAP_V4L2
    return cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_AVFOUNDATION


def open_capture(key: str) -> cv2.VideoCapture:
    """Open a camera by its key with OpenCV, which may hang; whether it opened, the capture tells."""
    # Without this OpenCV prints its own warnings between our sentences.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2.VideoCapture(key if key.startswith("/") else int(key), backend())


def ask_permission() -> None:
    """Let macOS ask the user for the camera; it does so on the main thread only, so call this there, first."""
    if sys.platform == "darwin" and list_cameras():
        cv2.VideoCapture(0, backend()).release()


def forbidden_camera() -> DeviceError | None:
    """Return the error of a camera that this user may not open, or None; only Linux can tell."""
    return v4l2.forbidden() if sys.platform.startswith("linux") else None


def find_camera(text: str) -> CameraInfo:
    """Return the camera that a number, a path, an identity or a part of a name means.

    Raises:
        DeviceError: there is none, or it is no camera.
    """
    cameras = list_cameras()
    found = _at(text) if _is_place(text) else _called(text, cameras)
    twins = {other.identity for other in cameras if other.name == found.name and other.key != found.key}
    return replace(found, twins=frozenset(twins - {found.identity}))


def find_again(camera: CameraInfo) -> CameraInfo:
    """Return where a camera is now, at its old place or another.

    Whatever is at its old place now may be another camera, and must not take over unasked; nor must its twin.

    Raises:
        DeviceError: it is not there.
    """
    named = [found for found in list_cameras() if found.name == camera.name and _may_be(found, camera)]
    # One camera may have several nodes.
    named.sort(key=lambda found: (found.identity != camera.identity, found.key != camera.key))
    if not named:
        hint = "Plug it in again or choose another camera."
        raise DeviceError(f"{camera.name} is not there.", hint, ErrorKind.MISSING)
    return replace(camera, key=named[0].key)


def _may_be(found: CameraInfo, camera: CameraInfo) -> bool:
    """Say whether a camera of the same name is the one, perhaps at another socket."""
    if found.identity == camera.identity:
        return True
    return not (found.has_serial or camera.has_serial or found.identity in camera.twins)


def _is_place(text: str) -> bool:
    return sys.platform.startswith("linux") and (text.isdecimal() or text.startswith("/dev/"))


def _at(text: str) -> CameraInfo:
    # Links as in /dev/v4l/by-id lead to the node, which is what has a name.
    path = (Path(f"/dev/video{text}") if text.isdecimal() else Path(text)).resolve()
    node = v4l2.query(path)
    if not node.capture:
        raise DeviceError(f"{path} ({node.name}) gives no pictures.", _LIST)
    if is_our_output(node):
        raise DeviceError(f"{path} ({node.name}) is our own virtual camera.", "Choose a webcam.")
    return _info(node)


def _called(text: str, cameras: list[CameraInfo]) -> CameraInfo:
    for camera in cameras:
        if text in (camera.key, camera.identity) or text.lower() in camera.name.lower():
            return camera
    known = ", ".join(f"'{camera.name}'" for camera in cameras)
    raise DeviceError(f"There is no camera or file '{text}'.", f"Cameras here: {known}." if known else _LIST)


def _listed() -> list[CameraInfo]:
    from cv2_enumerate_cameras import enumerate_cameras

    return [CameraInfo(str(one.index), one.name, one.path or "") for one in enumerate_cameras(backend())]


def _info(node: v4l2.Node) -> CameraInfo:
    serial = _serial(node)
    return CameraInfo(str(node.path), node.name, serial or node.bus, bool(serial))


def _serial(node: v4l2.Node) -> str:
    """Return maker, product and serial number as USB tells them; empty where there is no serial number."""
    interface = _SYS / node.path.name / "device"
    try:
        # The node hangs on one interface of the USB device, whose folder is the one around it.
        device = interface.resolve(strict=True).parent
        return ":".join((device / name).read_text().strip() for name in ("idVendor", "idProduct", "serial"))
    except OSError:
        return ""
