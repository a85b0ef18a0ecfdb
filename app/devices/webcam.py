"""Reading one webcam with OpenCV, which may hang at any call."""

import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np

from app.core.errors import DeviceError, ErrorKind
from app.core.pipeline.mailbox import Mailbox
from app.core.types import Codec, Rgb, Size
from app.devices.cameras import CameraInfo, open_capture
from app.devices.linux import v4l2, v4l2_stream
from app.devices.linux.device_users import holders_of

# Some take seconds for their first picture.
_FIRST_FRAME_SECONDS = 15.0
_FRAME_SECONDS = 3.0
_MOMENT_SECONDS = 0.2
_CLOSE_SECONDS = 1.0
_FOURCC = {Codec.MJPG: "MJPG", Codec.RAW: "YUYV"}
_REPLUG = "Unplug it and plug it in again, or choose another camera."


class CameraSource:
    """A webcam; a thread of its own opens, reads and releases it, so that one that hangs holds up nobody.

    Args:
        camera: from `find_camera` or `list_cameras`.
        size: what to ask for; the driver may grant another.
        fps: likewise.
        codec: likewise.

    Raises:
        DeviceError: it did not answer before and still does not.
    """

    # Readers that never came back, by camera: a second one would hang as well.
    _hanging: ClassVar[dict[str, threading.Thread]] = {}

    def __init__(self, camera: CameraInfo, size: Size, fps: int, codec: Codec = Codec.MJPG) -> None:
        if camera.key in self._hanging and self._hanging[camera.key].is_alive():
            raise DeviceError(f"{camera.name} does not answer.", _REPLUG)
        self._camera = camera
        self._granted = ""
        self._error: DeviceError | None = None
        self._frames: Mailbox[Rgb] = Mailbox()
        self._stop = threading.Event()
        self._due = time.monotonic() + _FIRST_FRAME_SECONDS
        self._reader = threading.Thread(target=self._read_all, args=(size, fps, codec), name="camera", daemon=True)
        self._reader.start()

    def __str__(self) -> str:
        return f"{self._camera.name}, {self._granted}"

    def read(self) -> Rgb | None:
        """Return the next picture; None where none came within a moment.

        Raises:
            DeviceError: the camera cannot be opened, is lost or hangs; the message says why.
        """
        rgb = self._frames.take(_MOMENT_SECONDS)
        if rgb is not None:
            self._due = time.monotonic() + _FRAME_SECONDS
            return rgb
        if self._error is not None:
            raise self._error
        if time.monotonic() > self._due:
            raise DeviceError(f"{self._camera.name} gives no picture: it hangs.", _REPLUG)
        return None

    def close(self) -> None:
        """Let go of the camera; one that hangs is left to its thread, which lets go when it comes back."""
        self._stop.set()
        self._frames.close()
        self._reader.join(_CLOSE_SECONDS)
        if self._reader.is_alive():
            self._hanging[self._camera.key] = self._reader

    def _read_all(self, size: Size, fps: int, codec: Codec) -> None:
        try:
            _look_first(self._camera)
            capture = self._open(size, fps, codec)
            try:
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
            self._error = DeviceError(f"{self._camera.name} failed ({type(error).__name__}: {error}).", _REPLUG)
        finally:
            self._frames.close()

    def _open(self, size: Size, fps: int, codec: Codec) -> cv2.VideoCapture:
        capture = open_capture(self._camera.key)
        if not capture.isOpened():
            raise DeviceError(
                f"{self._camera.name} cannot be opened.",
                "Close other programs that use it and try again.",
                ErrorKind.BUSY,
            )
        # Uncompressed 720p does not fit through USB 2 at 30 fps, MJPG does.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*_FOURCC[codec]))
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
                v4l2.query(Path(self._camera.key))
                return DeviceError(f"{self._camera.name} gives no picture.", _REPLUG)
            hint = "Plug it in again or choose another camera."
            return DeviceError(f"{self._camera.name} was unplugged.", hint, ErrorKind.MISSING)
        return DeviceError(f"{self._camera.name} gives no picture.", _REPLUG)


def _look_first(camera: CameraInfo) -> None:
    """Say in words what OpenCV would not: missing, forbidden, no camera, in use."""
    if not sys.platform.startswith("linux"):
        return
    path = Path(camera.key)
    if is_in_use(path):
        users = ", ".join(map(str, holders_of(path))) or "another program"
        raise DeviceError(
            f"{camera.name} is in use by {users}.", "Close that or choose another camera.", ErrorKind.BUSY
        )


def is_in_use(path: Path) -> bool:
    """Say whether another program has a camera's pictures, so that nobody else can.

    Raises:
        DeviceError: it is missing, forbidden or no camera.
    """
    # A virtual camera may have several readers, and older modules disturb them when they are asked.
    return not v4l2.query(path).loopback and v4l2_stream.is_busy(path)


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
