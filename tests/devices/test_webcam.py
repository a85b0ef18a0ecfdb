"""Reading a camera on a faked cv2.VideoCapture that is lost, hangs or is in use."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.types import Rgb, Size
from app.devices import webcam
from app.devices.cameras import CameraInfo
from app.devices.linux import v4l2, v4l2_cameras
from app.devices.linux.device_users import DeviceUser
from app.devices.webcam import CameraSource
from tests.fakes import FakeCapture

WEBCAM = CameraInfo("/dev/video0", "HD Webcam")
BLUE = np.full((4, 6, 3), (255, 0, 0), np.uint8)
Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("_FIRST_FRAME_SECONDS", "_FRAME_SECONDS", "_MOMENT_SECONDS", "_CLOSE_SECONDS"):
        monkeypatch.setattr(webcam, name, 0.05)
    monkeypatch.setattr("sys.platform", "linux")
    node = v4l2.Node(Path(WEBCAM.key), WEBCAM.name, capture=True, output=False, loopback=False)
    monkeypatch.setattr(v4l2, "query", lambda path: node)
    monkeypatch.setattr(v4l2, "is_busy", lambda path: False)
    yield
    CameraSource._hanging.clear()


def use(capture: FakeCapture, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []

    def fake_open(*arguments: Any) -> FakeCapture:
        calls.append(arguments)
        return capture

    monkeypatch.setattr(cv2, "VideoCapture", fake_open)
    return calls


def open_it() -> CameraSource:
    return CameraSource(WEBCAM, Size(1280, 720), 30)


def read(source: CameraSource) -> Rgb:
    """Wait for a picture."""
    while (rgb := source.read()) is None:
        pass
    return rgb


def read_for_ever(source: CameraSource) -> None:
    """Read until it is lost; then close it."""
    with closing(source):
        while True:
            source.read()


def test_pictures_are_rgb_and_the_grant_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(BLUE)
    calls = use(capture, monkeypatch)
    source = open_it()
    assert (read(source) == (0, 0, 255)).all()
    assert calls == [("/dev/video0", cv2.CAP_V4L2)]
    # MJPG must be asked for before the size, or the driver grants a size of the slow format.
    assert capture.order[:3] == [cv2.CAP_PROP_FOURCC, cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT]
    assert capture.settings[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    assert str(source) == "HD Webcam, 640x480 at 25 fps, MJPG"
    source.close()
    assert capture.released.is_set()


def test_the_thread_that_opens_also_reads_and_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[str] = set()

    class Noting(FakeCapture):
        def read(self) -> tuple[bool, Any]:
            threads.add(threading.current_thread().name)
            return super().read()

        def release(self) -> None:
            threads.add(threading.current_thread().name)
            super().release()

    use(Noting(BLUE), monkeypatch)
    open_it().close()
    assert threads == {"camera"}


def test_an_unplugged_camera_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(BLUE)
    use(capture, monkeypatch)
    source = open_it()
    read(source)

    def gone(path: Path) -> v4l2.Node:
        raise DeviceError("There is no camera /dev/video0.")

    monkeypatch.setattr(v4l2, "query", gone)
    monkeypatch.setattr(webcam, "_FRAME_SECONDS", 20)
    capture.lost = True
    with pytest.raises(DeviceError, match="HD Webcam was unplugged"):
        read_for_ever(source)
    source.close()
    assert capture.released.is_set()


def test_a_camera_that_gives_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(BLUE)
    use(capture, monkeypatch)
    source = open_it()
    capture.lost = True
    with pytest.raises(DeviceError, match="HD Webcam gives no picture"):
        read_for_ever(source)
    source.close()


def test_a_camera_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch, wait_until: Wait) -> None:
    capture = FakeCapture(BLUE)
    use(capture, monkeypatch)
    capture.may_read.clear()
    source = open_it()
    with pytest.raises(DeviceError, match="it hangs"):
        read_for_ever(source)
    # A second reader would hang as well, and a third.
    with pytest.raises(DeviceError, match="does not answer"):
        open_it()
    capture.may_read.set()
    wait_until(capture.released.is_set)
    wait_until(lambda: not CameraSource._hanging[WEBCAM.key].is_alive())
    source = open_it()
    assert read(source).shape == (4, 6, 3)
    source.close()


def test_reading_never_takes_longer_than_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever quits or chooses another camera must not wait for one that hangs."""
    capture = FakeCapture(BLUE)
    use(capture, monkeypatch)
    capture.may_read.clear()
    monkeypatch.setattr(webcam, "_FIRST_FRAME_SECONDS", 3600)
    source = open_it()
    assert [source.read() for _ in range(3)] == [None, None, None]
    capture.may_read.set()
    source.close()


def test_a_camera_that_hangs_while_it_is_opened(monkeypatch: pytest.MonkeyPatch, wait_until: Wait) -> None:
    capture, gate = FakeCapture(BLUE), threading.Event()

    def slow_open(*arguments: Any) -> FakeCapture:
        gate.wait()
        return capture

    monkeypatch.setattr(cv2, "VideoCapture", slow_open)
    with pytest.raises(DeviceError, match="it hangs"):
        read_for_ever(open_it())
    gate.set()
    # It lets go of the camera when it comes back at last.
    wait_until(capture.released.is_set)


@pytest.mark.parametrize(
    "picture", [np.zeros((4, 6), np.uint8), np.zeros((0, 0, 3), np.uint8), np.zeros((4, 6, 3), np.int32), "none"]
)
def test_what_is_no_picture_is_a_lost_camera(picture: object, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(picture)
    use(capture, monkeypatch)
    with pytest.raises(DeviceError, match=r"HD Webcam (failed|gives no picture)"):
        read_for_ever(open_it())


def test_a_camera_that_does_not_open_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture()
    capture.opened = False
    use(capture, monkeypatch)
    with pytest.raises(DeviceError, match="cannot be opened"):
        read_for_ever(open_it())


@pytest.mark.parametrize(
    ("holders", "words"),
    [
        ((), "in use by another program"),
        ((DeviceUser(7, "zoom"), DeviceUser(9, "cheese")), r"zoom \(pid 7\), cheese \(pid 9\)"),
    ],
)
def test_who_uses_a_busy_camera(holders: tuple[DeviceUser, ...], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v4l2, "is_busy", lambda path: True)
    monkeypatch.setattr(v4l2_cameras, "holders_of", lambda path: holders)
    with pytest.raises(DeviceError, match=words):
        read_for_ever(open_it())


def test_a_size_that_changes_in_mid_stream_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(np.zeros((4, 6, 3), np.uint8))
    use(capture, monkeypatch)
    source = open_it()
    assert read(source).shape == (4, 6, 3)
    capture.pictures = [np.zeros((8, 2, 3), np.uint8)]
    shapes = {read(source).shape for _ in range(5)}
    assert (8, 2, 3) in shapes
    source.close()
