"""Reading a camera in a thread of its own, since its driver may hang in any call."""

import threading
import time
from collections.abc import Callable
from typing import ClassVar

from app.core.errors import DeviceError
from app.core.pipeline.mailbox import Mailbox
from app.core.threads import NamedThread
from app.core.types import Codec, Rgb, Size
from app.devices.camera_backend import Capture
from app.devices.cameras import CameraInfo, open_camera
from app.devices.opencv_capture import REPLUG
from app.language import _
from app.system_errors import reason_of

# Some cameras take seconds for the first frame.
_FIRST_FRAME_SECONDS = 15.0
_FRAME_SECONDS = 3.0
_MOMENT_SECONDS = 0.2
_CLOSE_SECONDS = 1.0


class CameraSource:
    """A camera as a `Source`; its own thread opens, reads and releases it, so that a hanging driver blocks nobody.

    Args:
        camera: from `find_camera` or `list_cameras`.
        size: requested; the driver may grant another.
        fps: likewise.
        codec: likewise.
        open_capture: opens the camera.

    Raises:
        DeviceError: it hung before and still does.
    """

    # Reader threads that never returned, by camera key: a second one would hang as well.
    _hanging: ClassVar[dict[str, threading.Thread]] = {}

    def __init__(
        self,
        camera: CameraInfo,
        size: Size,
        fps: int,
        codec: Codec = Codec.MJPG,
        open_capture: Callable[[CameraInfo, Size, int, Codec], Capture] = open_camera,
    ) -> None:
        if camera.key in self._hanging and self._hanging[camera.key].is_alive():
            raise DeviceError(_("{name} does not answer.").format(name=camera.name), _(REPLUG))
        self._camera = camera
        self._open_capture = open_capture
        self._granted = ""
        self._error: DeviceError | None = None
        self._frames: Mailbox[Rgb] = Mailbox()
        self._stop = threading.Event()
        self._due = time.monotonic() + _FIRST_FRAME_SECONDS
        self._reader = NamedThread(target=self._read_all, args=(size, fps, codec), name="camera", daemon=True)
        self._reader.start()

    def __str__(self) -> str:
        return f"{self._camera.name}, {self._granted}"

    def read(self) -> Rgb | None:
        """Return the next frame, RGB uint8 (H, W, 3); None if none arrives within 0.2 s.

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
            raise DeviceError(_("{name} gives no picture: it hangs.").format(name=self._camera.name), _(REPLUG))
        return None

    def close(self) -> None:
        """Release the camera; the thread of one that hangs is left running and releases it when its call returns."""
        self._stop.set()
        self._frames.close()
        self._reader.join(_CLOSE_SECONDS)
        if self._reader.is_alive():
            self._hanging[self._camera.key] = self._reader

    def _read_all(self, size: Size, fps: int, codec: Codec) -> None:
        try:
            capture = self._open_capture(self._camera, size, fps, codec)
            try:
                self._granted = str(capture)
                while not self._stop.is_set():
                    self._frames.put(capture.read())
            finally:
                capture.close()
        except DeviceError as error:
            self._error = error
        except Exception as error:
            # Such as OpenCV's own errors, for what is no picture.
            self._error = DeviceError(
                _("{name} failed ({kind}: {error}).").format(
                    name=self._camera.name, kind=type(error).__name__, error=reason_of(error)
                ),
                _(REPLUG),
            )
        finally:
            self._frames.close()
