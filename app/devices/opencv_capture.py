"""A camera opened with OpenCV, for the backends that use one of its capture APIs."""

from collections.abc import Callable

import cv2
import numpy as np

from app.core.errors import DeviceError, ErrorKind
from app.core.types import Codec, Rgb, Size
from app.devices.camera_backend import CameraInfo
from app.language import N_, _, decimal

REPLUG = N_("Unplug it and plug it in again, or choose another camera.")
_FOURCC = {Codec.MJPG: "MJPG", Codec.RAW: "YUYV"}


def open_capture(key: str, api: int) -> cv2.VideoCapture:
    """Open a camera with OpenCV; may hang. `isOpened` of the result says whether it succeeded.

    Args:
        key: of the camera.
        api: OpenCV's number of the capture API, such as `cv2.CAP_V4L2`; each API numbers cameras in its own order.
    """
    # Otherwise OpenCV prints its own warnings to the terminal.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2.VideoCapture(key if key.startswith("/") else int(key), api)


def no_picture(camera: CameraInfo) -> DeviceError:
    """Return the error for a camera that delivers no more frames."""
    return DeviceError(_("{name} gives no picture.").format(name=camera.name), _(REPLUG))


class OpenCvCapture:
    """An open camera; satisfies `Capture`.

    Args:
        camera: to open.
        api: as for `open_capture`.
        size: requested; the driver may grant another.
        fps: likewise.
        codec: likewise.
        lost: returns the error for a camera that delivers no more frames.

    Raises:
        DeviceError: it cannot be opened.
    """

    def __init__(
        self,
        camera: CameraInfo,
        api: int,
        size: Size,
        fps: int,
        codec: Codec,
        lost: Callable[[CameraInfo], DeviceError] = no_picture,
    ) -> None:
        self._camera = camera
        self._lost = lost
        self._capture = capture = open_capture(camera.key, api)
        if not capture.isOpened():
            raise DeviceError(
                _("{name} cannot be opened.").format(name=camera.name),
                _("Close other programs that use it and try again."),
                ErrorKind.BUSY,
            )
        # Before the size: uncompressed 720p does not fit through USB 2 at 30 fps, MJPG does.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*_FOURCC[codec]))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, size.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size.height)
        capture.set(cv2.CAP_PROP_FPS, fps)
        # A buffer of one frame keeps the latency low.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._granted = _granted(capture)

    def __str__(self) -> str:
        return self._granted

    def read(self) -> Rgb:
        """Wait for the next frame and return it, RGB uint8 (H, W, 3); may hang.

        Raises:
            DeviceError: there is none.
            cv2.error: what came cannot be converted to RGB.
        """
        good, bgr = self._capture.read()
        if not good or bgr is None or bgr.ndim != 3 or bgr.shape[2] != 3 or not bgr.size:
            raise self._lost(self._camera)
        return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()


def _granted(capture: cv2.VideoCapture) -> str:
    """Return the format that the driver granted, since `set` always succeeds: "1280x720 at 30 fps, MJPG"."""
    width, height = (round(capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    size, fps = f"{width}x{height}", capture.get(cv2.CAP_PROP_FPS)
    words = [_("{size} at {fps} fps").format(size=size, fps=decimal(fps)) if fps > 0 else size]
    letters = round(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True).decode("latin-1")
    if letters.isprintable() and (fourcc := letters.strip()):
        words.append(fourcc)
    return ", ".join(words)
