"""A camera backend is a row of the table: one that only this test knows is listed, found, opened and watched."""

from contextlib import closing

import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.types import Codec, Rgb, Size
from app.devices import cameras
from app.devices.camera_backend import CameraBackend, CameraInfo
from app.devices.cameras import camera_signs, find_again, find_camera, is_in_use, list_cameras
from app.devices.webcam import CameraSource

BUILT_IN = CameraInfo("0", "Built-in", "usb-1")
DOORBELL = CameraInfo("rtsp://door", "Doorbell", "serial-7", has_serial=True)


class Network:
    """A backend for network cameras, with what was done to it."""

    def __init__(self) -> None:
        self.found = [DOORBELL]
        self.opened: list[tuple[CameraInfo, Size, int, Codec]] = []
        self.closed = 0

    def __str__(self) -> str:
        return "1920x1080, H.264"

    def find(self) -> list[CameraInfo]:
        return list(self.found)

    def open(self, camera: CameraInfo, size: Size, fps: int, codec: Codec) -> "Network":
        self.opened.append((camera, size, fps, codec))
        return self

    def signs(self) -> int:
        return len(self.found)

    def locate(self, word: str) -> CameraInfo | None:
        return CameraInfo(word, "Network camera") if word.startswith("rtsp:") else None

    def read(self) -> Rgb:
        return np.full((4, 6, 3), 7, np.uint8)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    def refuse(*_: object) -> Network:
        raise AssertionError("the other backend was asked")

    made = Network()
    rows = (
        CameraBackend("Built-in", lambda: [BUILT_IN], refuse, lambda: ""),
        CameraBackend("Network", made.find, made.open, made.signs, locate=made.locate, is_in_use=lambda camera: True),
    )
    monkeypatch.setattr("sys.platform", "toaster")
    monkeypatch.setitem(cameras.BACKENDS, "toaster", rows)
    return made


@pytest.mark.usefixtures("network")
def test_its_cameras_are_listed_and_found() -> None:
    assert [(camera.name, camera.backend) for camera in list_cameras()] == [
        ("Built-in", "Built-in"),
        ("Doorbell", "Network"),
    ]
    assert find_camera("door").key == "rtsp://door"
    assert find_camera("rtsp://garden").name == "Network camera"
    assert is_in_use(find_camera("door"))
    assert not is_in_use(find_camera("built"))


def test_its_cameras_are_opened_and_read(network: Network) -> None:
    camera = find_camera("rtsp://garden")
    with closing(CameraSource(camera, Size(1280, 720), 30)) as source:
        while (rgb := source.read()) is None:
            pass
        assert rgb.shape == (4, 6, 3)
        assert str(source) == "Network camera, 1920x1080, H.264"
    assert network.opened == [(camera, Size(1280, 720), 30, Codec.MJPG)]
    assert network.closed == 1


def test_its_cameras_are_watched(network: Network) -> None:
    before = camera_signs()
    assert camera_signs() == before
    network.found.append(CameraInfo("rtsp://garden", "Garden"))
    assert camera_signs() != before


def test_a_camera_is_found_again_with_its_own_backend_alone(network: Network) -> None:
    doorbell = find_camera("door")
    network.found = [CameraInfo("rtsp://new", "Doorbell", "serial-7", has_serial=True)]
    assert find_again(doorbell).key == "rtsp://new"
    network.found = [CameraInfo("rtsp://new", "Built-in", "usb-1")]
    assert find_again(find_camera("0")).key == "0"
    network.found = []
    with pytest.raises(DeviceError, match="Doorbell is not there"):
        find_again(doorbell)


def test_a_system_without_backends_has_no_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "toaster")
    assert list_cameras() == []
    with pytest.raises(DeviceError, match="cannot be read on toaster"):
        is_in_use(BUILT_IN)
