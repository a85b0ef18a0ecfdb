"""The proof, through a device of arrays that turns colours as I420 does."""

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.types import Composite, Rgb, Size
from app.devices.advice import RELOAD
from app.doctor import loopback_test as proof
from app.doctor.loopback_test import Marker
from app.findings.model import Level
from tests.fakes import plain

_PATH = Path("/dev/video10")
_SIZE = Size(320, 240)
_PATIENCE = 20.0


def through_i420(rgb: Rgb) -> Rgb:
    """Return what is left of the colours on the way through a virtual camera."""
    return np.asarray(cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420), cv2.COLOR_YUV2BGR_I420), np.uint8)


class Device:
    """A virtual camera; its sink and its capture at once."""

    def __init__(self) -> None:
        self.written: list[Composite] = []
        self.shows: Rgb | None = None
        self.passes_on = True
        self.fails_after: int | None = None
        self.sizes: list[Size] = []
        self.closed = threading.Event()
        self.opened = self.released = 0

    def sink(self, path: str, size: Size, fps: int) -> "Device":
        assert path == str(_PATH)
        self.sizes.append(size)
        return self

    def write(self, composite: Composite) -> None:
        self.written.append(composite)
        if self.fails_after is not None and len(self.written) > self.fails_after:
            raise DeviceError("The virtual camera failed.", "Start it again.")
        if self.passes_on:
            self.shows = through_i420(composite.rgb)

    def close(self) -> None:
        self.closed.set()

    def capture(self, path: str, api: int) -> "Device":
        self.opened += 1
        return self

    def read(self) -> tuple[bool, Rgb | None]:
        return self.shows is not None, self.shows

    def release(self) -> None:
        self.released += 1


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Device:
    made = Device()
    monkeypatch.setattr(proof, "VirtualCameraSink", made.sink)
    monkeypatch.setattr(proof, "open_capture", made.capture)
    return made


def test_what_goes_in_comes_out_and_slates_are_left(device: Device) -> None:
    device.shows = plain((0, 0, 0), _SIZE)
    found = proof.prove_by_writing(_PATH, _SIZE, _PATIENCE)
    assert (found.check, found.level) == ("proof", Level.OK)
    assert "320x240" in found.what
    assert device.sizes == [_SIZE]
    assert all(composite.is_slate for composite in device.written)
    marker, *_, last = [composite.rgb for composite in device.written]
    assert not (marker == last).all()
    # Three in the end, all the same, since virtual cameras keep the last frame.
    assert all((composite.rgb == last).all() for composite in device.written[-3:])
    assert device.closed.is_set()
    assert device.opened == device.released


def test_nothing_comes_out(device: Device) -> None:
    device.passes_on = False
    found = proof.prove_by_writing(_PATH, _SIZE, 0.2)
    assert found.level is Level.PROBLEM
    assert "nothing came out" in found.what
    assert found.fix == RELOAD
    assert device.closed.is_set()
    assert device.opened == device.released > 1


def test_a_frame_that_was_left_behind_proves_nothing(device: Device) -> None:
    device.passes_on, device.shows = False, through_i420(Marker().drawn(Size(640, 480)))
    found = proof.prove_by_writing(_PATH, _SIZE, 0.2)
    assert found.level is Level.PROBLEM
    assert "another picture of 640x480 came out" in found.what


def test_what_opencv_cannot_read_proves_nothing(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> None:
        raise cv2.error("The size is another.")

    monkeypatch.setattr(device, "read", read)
    assert "nothing came out" in proof.prove_by_writing(_PATH, _SIZE, 0.2).what
    assert proof.prove_by_reading(_PATH, "obs", _PATIENCE).level is Level.PROBLEM


def test_a_sink_that_cannot_be_opened(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, size: Size, fps: int) -> None:
        raise DeviceError("The virtual camera cannot be opened (why).", "Get one.")

    monkeypatch.setattr(proof, "VirtualCameraSink", refuse)
    found = proof.prove_by_writing(_PATH, _SIZE, _PATIENCE)
    assert (found.level, found.what) == (Level.PROBLEM, "The virtual camera cannot be opened (why).")
    assert device.opened == 0


def test_a_sink_that_fails_is_closed(device: Device) -> None:
    device.passes_on, device.fails_after = False, 2
    found = proof.prove_by_writing(_PATH, _SIZE, _PATIENCE)
    assert (found.level, found.what) == (Level.PROBLEM, "The virtual camera failed.")
    assert device.closed.is_set()


def test_what_others_feed_is_only_read(device: Device) -> None:
    device.shows = plain((0, 0, 255))
    found = proof.prove_by_reading(_PATH, "obs (pid 41)", _PATIENCE)
    assert (found.level, found.what) == (Level.OK, "A picture of 64x48 came out of /dev/video10, fed by obs (pid 41).")
    assert device.written == []
    assert device.opened == device.released == 1
    found = proof.prove_by_reading(_PATH, "", _PATIENCE)
    assert found.what.endswith("came out of /dev/video10, fed by a program that this user may not see.")


def test_what_others_feed_without_pictures(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    assert proof.prove_by_reading(_PATH, "obs", _PATIENCE).level is Level.PROBLEM
    waiting = threading.Event()

    def read() -> tuple[bool, None]:
        waiting.wait(_PATIENCE)
        return False, None

    monkeypatch.setattr(device, "read", read)
    found = proof.prove_by_reading(_PATH, "obs", 0.01)
    waiting.set()
    assert found.level is Level.PROBLEM
    assert "no picture came out within 0.01 s" in found.what


def test_a_marker_is_known_again_at_any_size_and_only_itself() -> None:
    markers = [Marker() for _ in range(20)]
    for marker in markers:
        shown = through_i420(marker.drawn(Size(1280, 720)))
        rgb = np.asarray(cv2.cvtColor(shown, cv2.COLOR_BGR2RGB), np.uint8)
        small = np.asarray(cv2.resize(rgb, (320, 180), interpolation=cv2.INTER_AREA), np.uint8)
        _, packed = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 60])
        jpeg = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        assert jpeg is not None
        unpacked = np.asarray(cv2.cvtColor(jpeg, cv2.COLOR_BGR2RGB), np.uint8)
        # Programs differ in which colours they take YUV to mean.
        assert all(marker.is_shown_by(seen) for seen in (rgb, small, unpacked, np.minimum(rgb, 247) + np.uint8(8)))
        assert [other for other in markers if other.is_shown_by(rgb)] == [marker]
        assert not marker.is_shown_by(rgb[:, ::-1])
