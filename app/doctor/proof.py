"""Proving that what goes into a virtual camera comes out of it again, as another program sees it."""

import threading
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from app.core.compositor import make_slate
from app.core.errors import DeviceError
from app.core.pacer import Pacer
from app.core.types import Composite, Rgb, Sink, Size
from app.devices.virtual_camera import VirtualCameraSink
from app.doctor.findings import Finding, Level
from app.doctor.marker import Marker
from app.doctor.patience import within
from app.doctor.remedies import RELOAD

CHECK = "proof"
_FPS = 15
_LAST_SLATES = 3
_WHY = "Zoom, Teams, Chrome and Firefox would show no picture, or a wrong one."


def prove_by_writing(path: Path, size: Size, seconds: float) -> Finding:
    """Feed a virtual camera that nobody uses with a marker, and read it as a consumer until that comes out.

    What it holds afterwards is a slate.

    Args:
        path: of its node.
        size: to feed it with, even in both directions.
        seconds: to wait for the marker.
    """
    try:
        sink = VirtualCameraSink(str(path), size, _FPS)
    except (DeviceError, ImportError) as error:
        what = error.args[0] if isinstance(error, DeviceError) else f"pyvirtualcam cannot be loaded ({error})."
        return Finding(CHECK, Level.PROBLEM, what, "bisenet-bg cannot feed the virtual camera.", RELOAD)
    marker = Marker()
    watch = Watch(path, marker)
    try:
        seen = _feed(sink, Composite(marker.picture(size), None), watch, seconds)
    except DeviceError as error:
        return Finding(CHECK, Level.PROBLEM, error.args[0], "bisenet-bg cannot feed the virtual camera.", RELOAD)
    finally:
        _end(sink, size)
    if seen:
        what = f"A test picture of {size} went into {path} and came out of it again, as other programs see it."
        return Finding(CHECK, Level.OK, what)
    return Finding(CHECK, Level.PROBLEM, f"A test picture went into {path}, but {watch.saw()}.", _WHY, RELOAD)


class Watch:
    """Reads a virtual camera as any program would, until it shows the marker.

    Args:
        path: of its node.
        marker: to wait for.
    """

    def __init__(self, path: Path, marker: Marker) -> None:
        self._path = path
        self._marker = marker
        self._ended = threading.Event()
        self._last: Size | None = None

    def run(self, seconds: float) -> bool:
        """Say whether the marker was seen in time."""
        deadline = time.monotonic() + seconds
        capture = open_consumer(self._path)
        try:
            while not self._ended.is_set() and time.monotonic() < deadline:
                rgb = read_consumer(capture)
                if rgb is None:
                    # Until the first picture is in, there is nothing to open.
                    capture.release()
                    self._ended.wait(1 / _FPS)
                    capture = open_consumer(self._path)
                    continue
                self._last = Size(rgb.shape[1], rgb.shape[0])
                if self._marker.is_shown_by(rgb):
                    return True
            return False
        finally:
            capture.release()

    def stop(self) -> None:
        """Let `run` return."""
        self._ended.set()

    def saw(self) -> str:
        """Say what was read last."""
        return "nothing came out" if self._last is None else f"another picture of {self._last} came out"


def _feed(sink: Sink, composite: Composite, watch: Watch, seconds: float) -> bool:
    """Write the composite again and again until the watch has ended."""
    seen = threading.Event()
    done = threading.Event()

    def look() -> None:
        try:
            if watch.run(seconds):
                seen.set()
        finally:
            done.set()

    reader = threading.Thread(target=look, name="doctor", daemon=True)
    pacer = Pacer(_FPS, time.perf_counter())
    # A driver may keep the reader for longer than it was given.
    deadline = time.monotonic() + 2 * seconds
    reader.start()
    try:
        while not done.is_set() and time.monotonic() < deadline:
            sink.write(composite)
            done.wait(pacer.delay(time.perf_counter()))
    finally:
        watch.stop()
        done.wait(seconds)
    return seen.is_set()


def _end(sink: Sink, size: Size) -> None:
    # Virtual cameras keep the last frame, even after a failed write.
    slate = make_slate(size, "Camera is off")
    for _ in range(_LAST_SLATES):
        with suppress(Exception):
            sink.write(slate)
    sink.close()


def prove_by_reading(path: Path, fed_by: str, seconds: float) -> Finding:
    """Read one picture of a virtual camera that is being fed; nothing is written or changed.

    Args:
        path: of its node.
        fed_by: who does, for the sentence.
        seconds: to wait for the picture.
    """
    with suppress(TimeoutError):
        if (size := within(seconds, lambda: _one_picture(path))) is not None:
            return Finding(CHECK, Level.OK, f"A picture of {size} came out of {path}, fed by {fed_by}.")
    what = f"{path} says that it is being fed, but no picture came out within {seconds:g} s."
    return Finding(CHECK, Level.PROBLEM, what, _WHY, RELOAD)


def _one_picture(path: Path) -> Size | None:
    capture = open_consumer(path)
    try:
        rgb = read_consumer(capture)
        return None if rgb is None else Size(rgb.shape[1], rgb.shape[0])
    finally:
        capture.release()


def open_consumer(path: Path) -> cv2.VideoCapture:
    """Open a node as a program that takes webcams does."""
    # Without this OpenCV prints its own warnings between our sentences.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2.VideoCapture(str(path), cv2.CAP_V4L2)


def read_consumer(capture: cv2.VideoCapture) -> Rgb | None:
    """Return the next picture, or None where none comes."""
    good, bgr = capture.read()
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8) if good and bgr is not None else None
