"""A camera and a virtual camera without devices, for measuring all that surrounds them."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.pipeline.pacer import Pacer
from app.core.types import Composite, Rgb, Sink, Size, Source
from app.devices.cameras import CameraInfo
from app.devices.webcam import CameraSource

_QUALITY = 90
_CAMERA = CameraInfo("bench", "bench")
Jpeg = NDArray[np.uint8]


def encoded(clip: Sequence[Rgb]) -> list[Jpeg]:
    """Return frames, RGB uint8 (H, W, 3), as the JPEG pictures of a webcam, with half the colours across."""
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422]
    done: dict[int, Jpeg] = {}
    for rgb in clip:
        # A clip there and back has most of its frames twice.
        if id(rgb) not in done:
            done[id(rgb)] = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), options)[1]
    return [done[id(rgb)] for rgb in clip]


class JpegCapture:
    """A camera's stream of JPEG pictures, which come from memory and repeat; satisfies `Capture`.

    Each is decoded as OpenCV does it for a camera of V4L2 that sends MJPG.

    Args:
        pictures: JPEG files.
        fps: pictures per second.
        clock: seconds.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        pictures: Sequence[Jpeg],
        fps: float,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pictures = cycle(pictures)
        self._clock, self._sleep = clock, sleep
        self._pacer = Pacer(fps, clock())

    def __str__(self) -> str:
        return "MJPG"

    def read(self) -> Rgb:
        """Wait for the next picture and return it, RGB uint8 (H, W, 3)."""
        self._sleep(self._pacer.delay(self._clock()))
        bgr = cv2.imdecode(next(self._pictures), cv2.IMREAD_COLOR)
        assert bgr is not None
        return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)

    def close(self) -> None:
        """Do nothing, as there is no device."""


class NullSink:
    """Takes composites as the virtual camera does, as I420, and has no device.

    Attributes:
        pictures: how many different composites it got.
    """

    def __init__(self) -> None:
        self.pictures = 0
        self._last: Composite | None = None

    def __str__(self) -> str:
        return "no device"

    def write(self, composite: Composite) -> None:
        """Convert one composite."""
        cv2.cvtColor(composite.rgb, cv2.COLOR_RGB2YUV_I420)
        if composite is not self._last:
            self._last = composite
            self.pictures += 1

    def viewers(self) -> None:
        """Return None: somebody might watch, so the camera does not rest."""

    def close(self) -> None:
        """Do nothing, as there is no device."""


class StandIns:
    """The devices of one run; the camera is read as a webcam is.

    Args:
        clip: what the camera sees, RGB uint8 frames of one size; it repeats.
        fps: of the camera.

    Attributes:
        frames: how many frames the camera has delivered.
        sink: the virtual camera.
    """

    def __init__(self, clip: Sequence[Rgb], fps: float) -> None:
        self.frames = 0
        self.sink = NullSink()
        self._pictures = encoded(clip)
        self._fps = fps

    @property
    def picture_bytes(self) -> int:
        """The mean size of a JPEG picture."""
        return round(sum(len(jpeg) for jpeg in self._pictures) / len(self._pictures))

    def open_source(self) -> Source:
        """Open the camera."""
        return _CountedCamera(self, partial(JpegCapture, self._pictures, self._fps))

    def open_sink(self) -> Sink:
        """Open the virtual camera."""
        return self.sink


class _CountedCamera(CameraSource):
    """A webcam's source that counts its frames."""

    def __init__(self, devices: StandIns, open_capture: Callable[[], JpegCapture]) -> None:
        super().__init__(_CAMERA, Size(0, 0), 0, open_capture=lambda *_: open_capture())
        self._devices = devices

    def read(self) -> Rgb | None:
        rgb = super().read()
        self._devices.frames += rgb is not None
        return rgb
