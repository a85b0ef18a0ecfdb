"""A virtual camera as Zoom or Chrome sees it."""

import threading
import time
from pathlib import Path

import cv2
import numpy as np

from app.core.types import Rgb, Size
from app.devices.cameras import open_capture
from app.doctor.marker import Marker


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
        capture = open_capture(str(self._path))
        try:
            while not self._ended.is_set() and time.monotonic() < deadline:
                rgb = _read(capture)
                if rgb is None:
                    # Until the first picture is in, there is nothing to open.
                    capture.release()
                    self._ended.wait(self._pause)
                    capture = open_capture(str(self._path))
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


def one_picture(path: Path) -> Size | None:
    """Return the size of the next picture of a virtual camera, or None where none comes."""
    capture = open_capture(str(path))
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
