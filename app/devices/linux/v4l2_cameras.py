"""The camera backend of Linux: Video4Linux nodes, read with OpenCV."""

import os
from contextlib import suppress
from pathlib import Path

from app.core.errors import DeviceError, ErrorKind
from app.core.values import Codec, Size
from app.devices.camera_backend import LIST_CAMERAS, CameraBackend, CameraInfo, Capture
from app.devices.linux import v4l2
from app.devices.linux.device_users import holders_of
from app.devices.linux.loopback import is_our_output
from app.language import _

_SYS = Path("/sys/class/video4linux")
_DEV = Path("/dev")


def _find() -> list[CameraInfo]:
    """Return the cameras; nodes that give no pictures, such as those of metadata, are left out."""
    return [_info(node) for node in v4l2.nodes() if node.capture and not is_our_output(node)]


def _open(camera: CameraInfo, size: Size, fps: int, codec: Codec) -> Capture:
    """Open a camera; OpenCV does not say why one cannot be opened, so the node is queried first."""
    if _is_in_use(camera):
        users = ", ".join(map(str, holders_of(Path(camera.key)))) or _("another program")
        what = _("{name} is in use by {users}.").format(name=camera.name, users=users)
        raise DeviceError(what, _("Close that or choose another camera."), ErrorKind.BUSY)
    # Listing cameras does not need OpenCV.
    import cv2

    from app.devices.opencv_capture import OpenCvCapture

    return OpenCvCapture(camera, cv2.CAP_V4L2, size, fps, codec, _lost)


def _signs() -> frozenset[tuple[str, str, bool]]:
    # A node appears a moment before this user may open it.
    return frozenset((node.name, _label(node), os.access(_DEV / node.name, os.R_OK)) for node in _SYS.glob("video*"))


def _locate(word: str) -> CameraInfo | None:
    if not word.isdecimal() and not word.startswith("/dev/"):
        return None
    # Links such as those in /dev/v4l/by-id lead to the node, which has the name.
    path = (Path(f"/dev/video{word}") if word.isdecimal() else Path(word)).resolve()
    node = v4l2.query(path)
    if not node.capture:
        raise DeviceError(_("{path} ({name}) gives no pictures.").format(path=path, name=node.name), _(LIST_CAMERAS))
    if is_our_output(node):
        raise DeviceError(
            _("{path} ({name}) is our own virtual camera.").format(path=path, name=node.name),
            _("Choose another camera."),
        )
    return _info(node)


def _is_in_use(camera: CameraInfo) -> bool:
    path = Path(camera.key)
    # A virtual camera may have several readers, and older v4l2loopback modules disturb them when queried.
    return not v4l2.query(path).loopback and v4l2.is_busy(path)


def _lost(camera: CameraInfo) -> DeviceError:
    with suppress(DeviceError):
        v4l2.query(Path(camera.key))
        from app.devices.opencv_capture import no_picture

        return no_picture(camera)
    hint = _("Plug it in again or choose another camera.")
    return DeviceError(_("{name} was unplugged.").format(name=camera.name), hint, ErrorKind.MISSING)


def _info(node: v4l2.Node) -> CameraInfo:
    serial = _serial(node)
    return CameraInfo(str(node.path), node.name, serial or node.bus, bool(serial))


def _label(node: Path) -> str:
    try:
        return (node / "name").read_text().strip()
    except OSError:
        return ""


def _serial(node: v4l2.Node) -> str:
    """Return "vendor:product:serial" of a USB camera; empty where it has no serial number."""
    interface = _SYS / node.path.name / "device"
    try:
        # The node belongs to one interface of the USB device, whose folder is the parent.
        device = interface.resolve(strict=True).parent
        return ":".join((device / name).read_text().strip() for name in ("idVendor", "idProduct", "serial"))
    except OSError:
        return ""


BACKEND = CameraBackend("V4L2", _find, _open, _signs, locate=_locate, is_in_use=_is_in_use, forbidden=v4l2.forbidden)
