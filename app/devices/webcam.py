"""Reading one webcam with OpenCV, which may hang at any call."""

import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np

from app.core.errors import DeviceError
from app.core.mailbox import Mailbox
from app.core.types import Rgb, Size
from app.devices import v4l2, v4l2_stream
from app.devices.cameras import CameraInfo, backend
from app.devices.holders import holders_of

_OPEN_SECONDS = 10.0
_FIRST_FRAME_SECONDS = 10.0
_FRAME_SECONDS = 3.0
_CLOSE_SECONDS = 1.0
_REPLUG = "Unplug it and plug it in again, or choose another camera."


class CameraSource:
    """A webcam; a thread of its own opens, reads and releases it, so that one that hangs holds up nobody.

    Args:
        camera: from `find_camera` or `list_cameras`.
        size: what to ask for; the driver may grant another.
        fps: likewise.

    Raises:
        DeviceError: it cannot be opened, or not in time; the message says why.
    """

    # Readers that never came back, by camera: a second one would hang as well.
    _hanging: ClassVar[dict[str, threading.Thread]] = {}

    def __init__(self, camera: CameraInfo, size: Size, fps: int) -> None:
        self._name = camera.name
        self._key = camera.key
        if self._key in self._hanging and self._hanging[self._key].is_alive():
            raise DeviceError(f"{camera.name} does not answer.", _REPLUG)
        _look_first(camera)
        self._granted = ""
        self._error: DeviceError | None = None
        self._frames: Mailbox[Rgb] = Mailbox()
        self._opened = threading.Event()
        self._stop = threading.Event()
        self._patience = _FIRST_FRAME_SECONDS
        self._reader = threading.Thread(target=self._read_all, args=(size, fps), name="camera", daemon=True)
        self._reader.start()
        if not self._opened.wait(_OPEN_SECONDS):
            self._error = DeviceError(f"{camera.name} cannot be opened: it does not answer.", _REPLUG)
        if self._error is not None:
            self.close()
            raise self._error

    def __str__(self) -> str:
        return f"{self._name}, {self._granted}"

    def read(self) -> Rgb:
        """Return the next picture, waiting some seconds at most.

        Raises:
            DeviceError: the camera is lost or hangs.
        """
        rgb = self._frames.take(self._patience)
        self._patience = _FRAME_SECONDS
        if rgb is None:
            raise self._error or DeviceError(f"{self._name} hangs.", _REPLUG)
        return rgb

    def close(self) -> None:
        """Let go of the camera; one that hangs is left to its thread, which lets go when it comes back."""
        self._stop.set()
        self._frames.close()
        self._reader.join(_CLOSE_SECONDS)
        if self._reader.is_alive():
            self._hanging[self._key] = self._reader

    def _read_all(self, size: Size, fps: int) -> None:
        try:
            capture = self._open(size, fps)
            try:
                self._opened.set()
                while not self._stop.is_set():
                    good, bgr = capture.read()
                    if not good or bgr is None or bgr.ndim != 3 or bgr.shape[2] != 3 or not bgr.size:
                        raise self._lost()
                    self._frames.put(np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8))
            finally:
                capture.release()
        except DeviceError as error:
            self._error = error
        except Exception as error:
            # OpenCV's own errors; a frame that is no picture is one.
            self._error = DeviceError(f"{self._name} failed ({type(error).__name__}: {error}).", _REPLUG)
        finally:
            self._frames.close()
            self._opened.set()

    def _open(self, size: Size, fps: int) -> cv2.VideoCapture:
        # Without this OpenCV prints its own warnings between our sentences.
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        capture = cv2.VideoCapture(self._key if self._key.startswith("/") else int(self._key), backend())
        if not capture.isOpened():
            raise DeviceError(f"{self._name} cannot be opened.", "Close other programs that use it and try again.")
        # Uncompressed 720p does not fit through USB 2 at 30 fps, MJPG does.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, size.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size.height)
        capture.set(cv2.CAP_PROP_FPS, fps)
        # One frame of buffer, so that what is read is what is now.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._granted = _granted(capture)
        return capture

    def _lost(self) -> DeviceError:
        if sys.platform.startswith("linux"):
            # Says why, where it is gone or another program took it.
            with suppress(DeviceError):
                v4l2.query(Path(self._key))
                return DeviceError(f"{self._name} gives no picture.", _REPLUG)
            return DeviceError(f"{self._name} was unplugged.", "Plug it in again or choose another camera.")
        return DeviceError(f"{self._name} gives no picture.", _REPLUG)


def _look_first(camera: CameraInfo) -> None:
    """Say in words what OpenCV would not: missing, forbidden, no camera, in use."""
    if not sys.platform.startswith("linux"):
        return
    path = Path(camera.key)
    v4l2.query(path)
    if v4l2_stream.is_busy(path):
        users = ", ".join(map(str, holders_of(path))) or "another program"
        raise DeviceError(f"{camera.name} is in use by {users}.", "Close that or choose another camera.")


def _granted(capture: cv2.VideoCapture) -> str:
    """Return what the driver made of our wishes, whose `set` always succeeds: "1280x720 at 30 fps, MJPG"."""
    width, height = (round(capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    words = [f"{width}x{height}"]
    if (fps := capture.get(cv2.CAP_PROP_FPS)) > 0:
        words[0] += f" at {fps:g} fps"
    letters = round(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True).decode("latin-1")
    if letters.isprintable() and (fourcc := letters.strip()):
        words.append(fourcc)
    return ", ".join(words)
