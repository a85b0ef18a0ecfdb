"""Proving that what goes into a virtual camera comes out of it again, as another program sees it."""

import random
import threading
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.pipeline.pacer import Pacer
from app.core.types import Composite, Rgb, Sink, Size
from app.devices.linux.loopback import RELOAD
from app.devices.opencv_capture import open_capture
from app.devices.virtual_camera import VirtualCameraSink
from app.doctor.findings import Finding, Level
from app.doctor.timeouts import within

CHECK = "proof"
_FPS = 15
_WHY = "Zoom, Teams, Chrome and Firefox would show no picture, or a wrong one."
_COLUMNS, _ROWS = 4, 3
# So far apart that no conversion of colours on the way takes one for another.
_LEVELS = (40, 96, 152, 208)
_TOLERANCE = 20


class Marker:
    """Twelve fields of random colours, 72 bits of them: no frame that was left behind looks like it."""

    def __init__(self) -> None:
        draw = random.SystemRandom()
        colours = [draw.choice(_LEVELS) for _ in range(_ROWS * _COLUMNS * 3)]
        self._fields = np.array(colours, np.uint8).reshape(_ROWS, _COLUMNS, 3)

    def drawn(self, size: Size) -> Rgb:
        """Return it as RGB uint8 (H, W, 3)."""
        large = cv2.resize(self._fields, (size.width, size.height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(large, np.uint8)

    def is_shown_by(self, rgb: Rgb) -> bool:
        """Say whether a picture of any size is this one, but for what compression and conversions do to colours."""
        height, width = rgb.shape[:2]
        rows = [height * (2 * row + 1) // (2 * _ROWS) for row in range(_ROWS)]
        columns = [width * (2 * column + 1) // (2 * _COLUMNS) for column in range(_COLUMNS)]
        middles = rgb[np.ix_(rows, columns)].astype(np.int16)
        return bool((abs(middles - self._fields) <= _TOLERANCE).all())


class LoopbackReader:
    """Reads a virtual camera as any program would, until it shows the marker.

    Args:
        path: of its node.
        marker: to wait for.
        pause: seconds between two tries to open it.
    """

    def __init__(self, path: Path, marker: Marker, pause: float) -> None:
        self._path = path
        self._marker = marker
        self._pause = pause
        self._ended = threading.Event()
        self._last: Size | None = None

    def run(self, seconds: float) -> bool:
        """Say whether the marker was seen in time."""
        deadline = time.monotonic() + seconds
        capture = open_capture(str(self._path), cv2.CAP_V4L2)
        try:
            while not self._ended.is_set() and time.monotonic() < deadline:
                rgb = _read(capture)
                if rgb is None:
                    # Until the first picture is in, there is nothing to open.
                    capture.release()
                    self._ended.wait(self._pause)
                    capture = open_capture(str(self._path), cv2.CAP_V4L2)
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
    watch = LoopbackReader(path, marker, 1 / _FPS)
    try:
        seen = _feed(sink, Composite(marker.drawn(size), None), watch, seconds)
    except DeviceError as error:
        return Finding(CHECK, Level.PROBLEM, error.args[0], "bisenet-bg cannot feed the virtual camera.", RELOAD)
    finally:
        end_with(make_slate(size, "Camera is off"), sink)
    if seen:
        what = f"A test picture of {size} went into {path} and came out of it again, as other programs see it."
        return Finding(CHECK, Level.OK, what)
    return Finding(CHECK, Level.PROBLEM, f"A test picture went into {path}, but {watch.saw()}.", _WHY, RELOAD)


def _feed(sink: Sink, composite: Composite, watch: LoopbackReader, seconds: float) -> bool:
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


def prove_by_reading(path: Path, fed_by: str, seconds: float) -> Finding:
    """Read one picture of a virtual camera that is being fed; nothing is written or changed.

    Args:
        path: of its node.
        fed_by: who does, for the sentence.
        seconds: to wait for the picture.
    """
    with suppress(TimeoutError):
        if (size := within(seconds, lambda: one_picture(path))) is not None:
            return Finding(CHECK, Level.OK, f"A picture of {size} came out of {path}, fed by {fed_by}.")
    what = f"{path} says that it is being fed, but no picture came out within {seconds:g} s."
    return Finding(CHECK, Level.PROBLEM, what, _WHY, RELOAD)


def one_picture(path: Path) -> Size | None:
    """Return the size of the next picture of a virtual camera, or None where none comes."""
    capture = open_capture(str(path), cv2.CAP_V4L2)
    try:
        rgb = _read(capture)
        return None if rgb is None else Size(rgb.shape[1], rgb.shape[0])
    finally:
        capture.release()


def _read(capture: cv2.VideoCapture) -> Rgb | None:
    """Return the next picture, or None where none comes."""
    try:
        good, bgr = capture.read()
    except cv2.error:
        # What came is no picture of the size that was told before.
        return None
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8) if good and bgr is not None else None
