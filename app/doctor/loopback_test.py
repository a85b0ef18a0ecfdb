"""Test of a virtual camera: what is fed into it must come out of it, as another program sees it."""

import random
import threading
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from app.core.advice import translated
from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.pipeline.pacer import Pacer
from app.core.types import Composite, Rgb, Sink, Size
from app.devices.advice import RELOAD
from app.devices.opencv_capture import open_capture
from app.devices.virtual_camera import VirtualCameraSink
from app.doctor.timeouts import within
from app.findings.model import Finding, Level
from app.language import N_, _

CHECK = "proof"
_FPS = 15
_WHY = N_("Zoom, Teams, Chrome and Firefox would show no picture, or a wrong one.")
_CANNOT_FEED = N_("bisenet-bg cannot feed the virtual camera.")
_COLUMNS, _ROWS = 4, 3
# Far enough apart that colour conversions cannot confuse them.
_LEVELS = (40, 96, 152, 208)
_TOLERANCE = 20


class Marker:
    """A test picture of twelve fields in random colours, 72 bits, so that no leftover frame looks like it."""

    def __init__(self) -> None:
        draw = random.SystemRandom()
        colours = [draw.choice(_LEVELS) for _ in range(_ROWS * _COLUMNS * 3)]
        self._fields = np.array(colours, np.uint8).reshape(_ROWS, _COLUMNS, 3)

    def drawn(self, size: Size) -> Rgb:
        """Return the picture, RGB uint8 (H, W, 3)."""
        large = cv2.resize(self._fields, (size.width, size.height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(large, np.uint8)

    def is_shown_by(self, rgb: Rgb) -> bool:
        """Say whether a picture of any size shows this one, apart from compression and colour conversion."""
        height, width = rgb.shape[:2]
        rows = [height * (2 * row + 1) // (2 * _ROWS) for row in range(_ROWS)]
        columns = [width * (2 * column + 1) // (2 * _COLUMNS) for column in range(_COLUMNS)]
        middles = rgb[np.ix_(rows, columns)].astype(np.int16)
        return bool((abs(middles - self._fields) <= _TOLERANCE).all())


class LoopbackReader:
    """Reads a virtual camera as any program would, until it shows the marker.

    Args:
        path: of the node.
        marker: to wait for.
        pause: seconds between attempts to open it.
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
                    # It cannot be opened before it has been fed the first picture.
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
        """End `run`."""
        self._ended.set()

    def saw(self) -> str:
        """Return a sentence about what was read last, other than the test picture."""
        if self._last is None:
            return _("A test picture went into {path}, but nothing came out.").format(path=self._path)
        return _("A test picture went into {path}, but another picture of {size} came out.").format(
            path=self._path, size=self._last
        )


def prove_by_writing(path: Path, size: Size, seconds: float) -> Finding:
    """Feed an unused virtual camera with a marker, and read it as a meeting app would until the marker comes out.

    Its last picture is a slate.

    Args:
        path: of the node.
        size: of the pictures, even in both directions.
        seconds: to wait for the marker.
    """
    try:
        sink = VirtualCameraSink(str(path), size, _FPS)
    except (DeviceError, ImportError) as error:
        what = (
            error.args[0]
            if isinstance(error, DeviceError)
            else _("pyvirtualcam cannot be loaded ({error}).").format(error=error)
        )
        return Finding(CHECK, Level.PROBLEM, what, _(_CANNOT_FEED), translated(RELOAD))
    marker = Marker()
    watch = LoopbackReader(path, marker, 1 / _FPS)
    try:
        seen = _feed(sink, Composite(marker.drawn(size), None), watch, seconds)
    except DeviceError as error:
        return Finding(CHECK, Level.PROBLEM, error.args[0], _(_CANNOT_FEED), translated(RELOAD))
    finally:
        end_with(make_slate(size, _("Camera is off")), sink)
    if seen:
        what = _(
            "A test picture of {size} went into {path} and came out of it again, as other programs see it."
        ).format(size=size, path=path)
        return Finding(CHECK, Level.OK, what)
    return Finding(
        CHECK,
        Level.PROBLEM,
        watch.saw(),
        _(_WHY),
        translated(RELOAD),
    )


def _feed(sink: Sink, composite: Composite, watch: LoopbackReader, seconds: float) -> bool:
    """Write the composite repeatedly until the reader is done; return whether it saw the marker."""
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
    # A driver may block the reader for longer than it was allowed.
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
        path: of the node.
        fed_by: programs that feed it; "" if the user may not see them.
        seconds: to wait for the picture.
    """
    with suppress(TimeoutError):
        if (size := within(seconds, lambda: one_picture(path))) is not None:
            what = (
                _("A picture of {size} came out of {path}, fed by {fed_by}.")
                if fed_by
                else _("A picture of {size} came out of {path}, fed by a program that this user may not see.")
            )
            return Finding(CHECK, Level.OK, what.format(size=size, path=path, fed_by=fed_by))
    what = _("{path} reports that it is being fed, but no picture came out within {seconds:g} s.").format(
        path=path, seconds=seconds
    )
    return Finding(CHECK, Level.PROBLEM, what, _(_WHY), translated(RELOAD))


def one_picture(path: Path) -> Size | None:
    """Return the size of the next picture of a virtual camera; None if none comes."""
    capture = open_capture(str(path), cv2.CAP_V4L2)
    try:
        rgb = _read(capture)
        return None if rgb is None else Size(rgb.shape[1], rgb.shape[0])
    finally:
        capture.release()


def _read(capture: cv2.VideoCapture) -> Rgb | None:
    """Return the next picture, RGB uint8 (H, W, 3); None if none comes."""
    try:
        good, bgr = capture.read()
    except cv2.error:
        # The data do not match the announced size.
        return None
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8) if good and bgr is not None else None
