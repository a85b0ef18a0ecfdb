"""Cameras on faked V4L2 nodes and a faked cv2.VideoCapture."""

import errno
import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices import cameras, v4l2
from app.devices.cameras import CameraInfo, CameraSource, find_camera, list_cameras

WEBCAM = v4l2.Node(Path("/dev/video0"), "HD Webcam", capture=True, output=False, loopback=False)
META = v4l2.Node(Path("/dev/video1"), "HD Webcam", capture=False, output=False, loopback=False)
OURS = v4l2.Node(Path("/dev/video10"), "BiSeNet Background", capture=True, output=False, loopback=True)
NODES = {node.path: node for node in (WEBCAM, META, OURS)}


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    def query(path: Path) -> v4l2.Node:
        if path not in NODES:
            raise DeviceError(f"There is no camera {path}.", "List them.")
        return NODES[path]

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", lambda: list(NODES.values()))
    monkeypatch.setattr(v4l2, "query", query)


class FakeCapture:
    """Stands in for cv2.VideoCapture: gives blue in BGR until it is unplugged."""

    def __init__(self) -> None:
        self.settings: list[tuple[int, float]] = []
        self.opened = True
        self.left = 2
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self.opened

    def set(self, key: int, value: float) -> bool:
        self.settings.append((key, value))
        return True

    def read(self) -> tuple[bool, Any]:
        self.left -= 1
        return (True, np.full((4, 6, 3), (255, 0, 0), np.uint8)) if self.left >= 0 else (False, None)

    def release(self) -> None:
        self.released = True


@pytest.mark.usefixtures("linux")
def test_only_webcams_are_listed() -> None:
    assert list_cameras() == [CameraInfo("/dev/video0", "HD Webcam")]


@pytest.mark.usefixtures("linux")
@pytest.mark.parametrize("text", ["0", "/dev/video0", "webcam"])
def test_a_camera_by_number_path_or_name(text: str) -> None:
    assert find_camera(text).key == "/dev/video0"


@pytest.mark.usefixtures("linux")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9", "There is no camera /dev/video9"),
        ("1", "gives no pictures"),
        ("elgato", "no camera or file 'elgato'. Cameras here: 'HD Webcam'"),
    ],
)
def test_cameras_that_are_not_there(text: str, message: str) -> None:
    with pytest.raises(DeviceError, match=message):
        find_camera(text)


@pytest.mark.usefixtures("linux")
def test_reading_gives_rgb_until_the_camera_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture()
    opened: list[Any] = []

    def fake_open(*arguments: Any) -> FakeCapture:
        opened.extend(arguments)
        return capture

    monkeypatch.setattr(cv2, "VideoCapture", fake_open)
    source = CameraSource(find_camera("0"), Size(1280, 720), 30)
    assert opened == ["/dev/video0", cv2.CAP_V4L2]
    # MJPG must be asked for before the size, or the driver grants a size of the slow format.
    assert [key for key, _ in capture.settings[:3]] == [
        cv2.CAP_PROP_FOURCC,
        cv2.CAP_PROP_FRAME_WIDTH,
        cv2.CAP_PROP_FRAME_HEIGHT,
    ]
    assert (source.read() == (0, 0, 255)).all()
    source.read()
    with pytest.raises(DeviceError, match="gives no picture"):
        source.read()
    source.close()
    assert capture.released


@pytest.mark.usefixtures("linux")
def test_a_camera_that_does_not_open_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*arguments: Any) -> FakeCapture:
        capture = FakeCapture()
        capture.opened = False
        return capture

    monkeypatch.setattr(cv2, "VideoCapture", closed)
    with pytest.raises(DeviceError, match="cannot be opened"):
        CameraSource(find_camera("0"), Size(640, 480), 30)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOENT, "There is no camera"),
        (errno.EACCES, "may not use .* usermod -aG video"),
        (errno.EBUSY, "in use by another program"),
        (errno.EIO, "cannot be opened"),
    ],
)
def test_the_systems_refusals_in_words(number: int, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(DeviceError, match=message):
        v4l2.query(Path("/dev/video0"))


def test_a_file_that_is_no_camera(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="V4L2 is Linux only")
    file = tmp_path / "video0"
    file.touch()
    with pytest.raises(DeviceError, match="is not a camera"):
        v4l2.query(file)


@pytest.mark.parametrize(("capabilities", "capture", "output"), [(0x1, True, False), (0x2, False, True)])
def test_the_answer_of_a_node(
    capabilities: int, capture: bool, output: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl", reason="V4L2 is Linux only")

    def answer(handle: int, request: int, buffer: bytes) -> bytes:
        assert request == 0x80685600
        assert len(buffer) == 104
        card = b"BiSeNet Background"
        # struct v4l2_capability: driver, card, bus_info, version, capabilities, device_caps, reserved
        return struct.pack("=16s32s32sIII12s", b"v4l2 loopback", card, b"", 1, 0x80000003, capabilities, b"")

    monkeypatch.setattr(fcntl, "ioctl", answer)
    file = tmp_path / "video3"
    file.touch()
    node = v4l2.query(file)
    assert (node.name, node.capture, node.output, node.loopback) == ("BiSeNet Background", capture, output, True)
    monkeypatch.setattr(v4l2, "_DEV", tmp_path)
    assert [found.path for found in v4l2.nodes()] == [file]


@pytest.mark.parametrize(("system", "backend"), [("win32", cv2.CAP_DSHOW), ("darwin", cv2.CAP_AVFOUNDATION)])
def test_other_systems_list_and_open_by_the_same_backend(
    system: str, backend: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import cv2_enumerate_cameras

    class Found:
        def __init__(self, index: int, name: str) -> None:
            self.index, self.name = index, name

    listed: list[int] = []
    opened: list[Any] = []

    def enumerate_cameras(preference: int) -> list[Found]:
        listed.append(preference)
        return [Found(0, "OBS Virtual Camera"), Found(1, "USB Camera")]

    def fake_open(*arguments: Any) -> FakeCapture:
        opened.append(arguments)
        return FakeCapture()

    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", enumerate_cameras)
    monkeypatch.setattr(cv2, "VideoCapture", fake_open)
    assert cameras.list_cameras() == [CameraInfo("1", "USB Camera")]
    CameraSource(find_camera("usb"), Size(640, 480), 30).close()
    assert opened == [(1, backend)]
    assert set(listed) == {backend}
    with pytest.raises(DeviceError, match="'USB Camera'"):
        find_camera("elgato")
    opened.clear()
    cameras.ask_permission()
    assert len(opened) == (system == "darwin")


def test_a_camera_is_found_again_at_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    old, other = CameraInfo("/dev/video0", "HD Webcam"), CameraInfo("/dev/video0", "Other")
    moved = CameraInfo("/dev/video2", "HD Webcam")
    for present, expected in (([old, moved], old), ([other, moved], moved)):
        monkeypatch.setattr(cameras, "list_cameras", lambda present=present: present)
        assert cameras.find_again(old) == expected
    monkeypatch.setattr(cameras, "list_cameras", lambda: [other])
    with pytest.raises(DeviceError, match="HD Webcam is not there"):
        cameras.find_again(old)
