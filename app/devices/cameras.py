"""Webcams: listing them, and reading one with OpenCV."""

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.core.errors import DeviceError
from app.core.types import Rgb, Size
from app.devices import v4l2

# What the virtual cameras of OBS and Unity Capture are called; reading our own output would show us in ourselves.
_VIRTUAL = ("OBS Virtual Camera", "OBS-Camera", "Unity Video Capture")
_LIST = "List the cameras with `bisenet-bg devices`."


@dataclass(frozen=True)
class CameraInfo:
    """A camera that can be chosen.

    Attributes:
        key: what `--camera` takes, "/dev/video0" on Linux, a number elsewhere.
        name: for people.
    """

    key: str
    name: str


def list_cameras() -> list[CameraInfo]:
    """Return the webcams of this machine; virtual cameras are left out, our own output among them."""
    if sys.platform.startswith("linux"):
        found = [node for node in v4l2.nodes() if node.capture and not node.loopback]
        return [CameraInfo(str(node.path), node.name) for node in found]
    from cv2_enumerate_cameras import enumerate_cameras

    found = [CameraInfo(str(camera.index), camera.name) for camera in enumerate_cameras(_backend())]
    return [camera for camera in found if not camera.name.startswith(_VIRTUAL)]


def _backend() -> int:
    """Return OpenCV's way to this system's cameras; another way would count them in another order."""
    if sys.platform.startswith("linux"):
        return cv2.CAP_V4L2
    return cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_AVFOUNDATION


def ask_permission() -> None:
    """Let macOS ask the user for the camera; it does so on the main thread only, so call this there, first."""
    if sys.platform == "darwin" and list_cameras():
        cv2.VideoCapture(0, _backend()).release()


def forbidden_camera() -> DeviceError | None:
    """Return the error of a camera that this user may not open, or None; only Linux can tell."""
    return v4l2.forbidden() if sys.platform.startswith("linux") else None


def find_camera(text: str) -> CameraInfo:
    """Return the camera that a number, a path or a part of a name means.

    Raises:
        DeviceError: there is none, or it is no camera.
    """
    if sys.platform.startswith("linux") and (text.isdecimal() or text.startswith("/dev/")):
        path = Path(f"/dev/video{text}") if text.isdecimal() else Path(text)
        node = v4l2.query(path)
        if not node.capture:
            raise DeviceError(f"{path} ({node.name}) gives no pictures.", _LIST)
        return CameraInfo(str(path), node.name)
    cameras = list_cameras()
    for camera in cameras:
        if text == camera.key or text.lower() in camera.name.lower():
            return camera
    known = ", ".join(f"'{camera.name}'" for camera in cameras)
    raise DeviceError(f"There is no camera or file '{text}'.", f"Cameras here: {known}." if known else _LIST)


def find_again(camera: CameraInfo) -> CameraInfo:
    """Return where a camera is now: at its old place, or wherever one of that name is.

    Raises:
        DeviceError: it is not there.
    """
    named = [found for found in list_cameras() if found.name == camera.name]
    if camera in named:
        return camera
    if named:
        return named[0]
    # Whatever is at its old place now is another camera, and must not take over unasked.
    raise DeviceError(f"{camera.name} is not there.", "Plug it in again or choose another camera.")


class CameraSource:
    """A webcam; opens in the constructor, in the thread that reads.

    Args:
        camera: from `find_camera` or `list_cameras`.
        size: what to ask for; the driver may grant another.
        fps: likewise.

    Raises:
        DeviceError: it cannot be opened or gives no picture.
    """

    def __init__(self, camera: CameraInfo, size: Size, fps: int) -> None:
        self._camera = camera
        # Without this OpenCV prints its own warnings between our sentences.
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        self._capture = self._open()
        if not self._capture.isOpened():
            raise DeviceError(f"{camera.name} cannot be opened.", "Close other programs that use it and try again.")
        # Uncompressed 720p does not fit through USB 2 at 30 fps, MJPG does.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, size.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size.height)
        self._capture.set(cv2.CAP_PROP_FPS, fps)
        # One frame of buffer, so that what is read is what is now.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def _open(self) -> cv2.VideoCapture:
        if sys.platform.startswith("linux"):
            # Says in words what OpenCV would not: missing, forbidden, no camera.
            v4l2.query(Path(self._camera.key))
            return cv2.VideoCapture(self._camera.key, _backend())
        return cv2.VideoCapture(int(self._camera.key), _backend())

    def read(self) -> Rgb:
        """Return the next picture.

        Raises:
            DeviceError: the camera is lost.
        """
        good, bgr = self._capture.read()
        if not good or bgr is None:
            raise DeviceError(f"{self._camera.name} gives no picture.", "Plug it in again or close other programs.")
        return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)

    def close(self) -> None:
        """Let go of the camera."""
        self._capture.release()
