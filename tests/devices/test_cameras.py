"""Cameras on faked V4L2 nodes and a faked cv2.VideoCapture."""

import errno
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices import cameras
from app.devices.cameras import CameraInfo, camera_signs, find_again, find_camera, list_cameras
from app.devices.linux import v4l2, v4l2_cameras
from app.devices.linux.loopback import feeding
from app.devices.opencv_cameras import virtual_cameras
from app.devices.webcam import CameraSource
from tests.fakes import FakeCapture

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


@pytest.mark.usefixtures("linux")
def test_only_webcams_are_listed() -> None:
    assert list_cameras() == [CameraInfo("/dev/video0", "HD Webcam", backend="V4L2")]


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
            self.index, self.name, self.path = index, name, f"usb-{index}"

    listed: list[int] = []
    opened: list[Any] = []

    def enumerate_cameras(preference: int) -> list[Found]:
        listed.append(preference)
        return [Found(0, "OBS Virtual Camera"), Found(1, "USB Camera")]

    def fake_open(*arguments: Any) -> FakeCapture:
        opened.append(arguments)
        return FakeCapture(np.zeros((4, 6, 3), np.uint8))

    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", enumerate_cameras)
    monkeypatch.setattr(cv2, "VideoCapture", fake_open)
    assert cameras.list_cameras() == [CameraInfo("1", "USB Camera", "usb-1", backend=cameras.BACKENDS[system][0].name)]
    assert virtual_cameras() == ["OBS Virtual Camera"]
    CameraSource(find_camera("usb"), Size(640, 480), 30).close()
    assert opened == [(1, backend)]
    assert set(listed) == {backend}
    with pytest.raises(DeviceError, match="'USB Camera'"):
        find_camera("elgato")
    opened.clear()
    cameras.ask_permission()
    assert len(opened) == (system == "darwin")


def test_a_camera_is_found_again_at_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = CameraInfo("/dev/video0", "HD Webcam", "usb-1")
    moved, replugged = CameraInfo("/dev/video2", "HD Webcam", "usb-1"), CameraInfo("/dev/video3", "HD Webcam", "usb-2")
    other = CameraInfo("/dev/video0", "Other", "usb-1")
    for present, key in (
        ([camera, replugged], "/dev/video0"),
        ([other, moved], "/dev/video2"),
        ([other, replugged], "/dev/video3"),
        ([replugged, moved], "/dev/video2"),
    ):
        monkeypatch.setattr(cameras, "list_cameras", lambda present=present: present)
        assert find_again(camera) == replace(camera, key=key)
    monkeypatch.setattr(cameras, "list_cameras", lambda: [other])
    with pytest.raises(DeviceError, match="HD Webcam is not there"):
        find_again(camera)


def test_a_twin_does_not_take_over(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = CameraInfo("/dev/video0", "HD Webcam", "usb-1"), CameraInfo("/dev/video2", "HD Webcam", "usb-2")
    monkeypatch.setattr(cameras, "list_cameras", lambda: [left, right])
    chosen = find_camera("usb-2")
    assert chosen == replace(right, twins=frozenset({"usb-1"}))
    monkeypatch.setattr(cameras, "list_cameras", lambda: [left])
    with pytest.raises(DeviceError, match="HD Webcam is not there"):
        find_again(chosen)


def test_another_unit_of_the_same_model_does_not_take_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = CameraInfo("/dev/video0", "HD Webcam", "046d:0825:AAAA", has_serial=True)
    other = CameraInfo("/dev/video0", "HD Webcam", "046d:0825:BBBB", has_serial=True)
    monkeypatch.setattr(cameras, "list_cameras", lambda: [other])
    with pytest.raises(DeviceError, match="HD Webcam is not there"):
        find_again(ours)
    monkeypatch.setattr(cameras, "list_cameras", lambda: [other, replace(ours, key="/dev/video4")])
    assert find_again(ours).key == "/dev/video4"


def test_the_identity_is_the_serial_number_else_the_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    interface = tmp_path / "devices" / "usb1" / "1-2" / "1-2:1.0"
    interface.mkdir(parents=True)
    for name, text in (("idVendor", "046d"), ("idProduct", "0825"), ("serial", "A1B2")):
        (interface.parent / name).write_text(f"{text}\n")
    node = tmp_path / "class" / "video0"
    node.mkdir(parents=True)
    (node / "device").symlink_to(interface)
    monkeypatch.setattr(v4l2_cameras, "_SYS", tmp_path / "class")
    monkeypatch.setattr("sys.platform", "linux")
    webcam, plain = replace(WEBCAM, bus="usb-1"), replace(WEBCAM, path=Path("/dev/video4"), bus="usb-2")
    monkeypatch.setattr(v4l2, "nodes", lambda: [webcam, plain])
    assert [camera.identity for camera in list_cameras()] == ["046d:0825:A1B2", "usb-2"]
    assert [camera.has_serial for camera in list_cameras()] == [True, False]
    (interface.parent / "serial").unlink()
    assert [camera.identity for camera in list_cameras()] == ["usb-1", "usb-2"]


def test_another_programs_virtual_camera_is_a_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    phone = v4l2.Node(Path("/dev/video11"), "DroidCam", capture=True, output=False, loopback=True)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", lambda: [phone, OURS])
    monkeypatch.setattr(v4l2, "query", lambda path: phone if path == phone.path else OURS)
    assert [camera.name for camera in list_cameras()] == ["DroidCam"]
    assert find_camera("/dev/video11").name == "DroidCam"
    with pytest.raises(DeviceError, match="our own virtual camera"):
        find_camera("/dev/video10")
    # Whatever its label, what we feed ourselves is none.
    with feeding("/dev/video11"):
        assert list_cameras() == []
    assert [camera.name for camera in list_cameras()] == ["DroidCam"]


def test_cameras_that_come_and_go_are_told_and_none_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(path: Path) -> v4l2.Node:
        raise AssertionError(f"{path} was opened")

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "query", refuse)
    monkeypatch.setattr(v4l2_cameras, "_SYS", tmp_path / "sys")
    monkeypatch.setattr(v4l2_cameras, "_DEV", tmp_path / "dev")
    (tmp_path / "dev").mkdir()
    seen = [camera_signs()]
    node = tmp_path / "sys" / "video0"
    node.mkdir(parents=True)
    (node / "name").write_text("Front\n")
    seen.append(camera_signs())
    # The node itself comes a moment later, and another camera may take its place.
    (tmp_path / "dev" / "video0").touch()
    seen.append(camera_signs())
    (node / "name").write_text("USB\n")
    seen.append(camera_signs())
    assert len(set(seen)) == len(seen)
    assert camera_signs() == seen[-1]
