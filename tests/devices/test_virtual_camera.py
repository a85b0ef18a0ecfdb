"""The virtual camera on a fake backend of pyvirtualcam; its real twin needs v4l2loopback."""

from pathlib import Path

import pytest
import pyvirtualcam.camera

from app.core.errors import DeviceError
from app.core.types import Composite, Size
from app.devices import v4l2, virtual_camera
from app.devices.virtual_camera import Handler, VirtualCameraSink, find_virtual_camera
from tests.fakes import SMALL, FakeBackend, plain


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> type[FakeBackend]:
    FakeBackend.reset()
    monkeypatch.setitem(pyvirtualcam.camera.BACKENDS, "fake", FakeBackend)
    monkeypatch.setattr(virtual_camera, "handler", lambda: Handler("fake", lambda device: device, "Get one."))
    return FakeBackend


def node(capture: bool, output: bool, loopback: bool = True, number: int = 10) -> v4l2.Node:
    return v4l2.Node(Path(f"/dev/video{number}"), "Card", capture, output, loopback)


def test_frames_arrive_unchanged(backend: type[FakeBackend]) -> None:
    sink = VirtualCameraSink("/dev/video7", SMALL, 30)
    sink.write(Composite(plain((10, 20, 30)), None))
    assert str(sink) == "/dev/video7"
    assert (backend.frames[0] == (10, 20, 30)).all()
    (options,) = backend.opened
    assert (options["width"], options["height"], options["fps"]) == (SMALL.width, SMALL.height, 30)
    sink.close()
    sink.close()
    assert backend.closed == 1
    with pytest.raises(DeviceError, match="closed"):
        sink.write(Composite(plain((0, 0, 0)), None))


def test_another_size_is_refused(backend: type[FakeBackend]) -> None:
    sink = VirtualCameraSink("", SMALL, 30)
    with pytest.raises(DeviceError, match="64x48 only"):
        sink.write(Composite(plain((0, 0, 0), Size(2, 2)), None))
    sink.close()


def test_a_backend_that_fails_says_why_and_what_to_do(backend: type[FakeBackend]) -> None:
    backend.failure = "out of order"
    with pytest.raises(DeviceError, match=r"out of order.*Get one\."):
        VirtualCameraSink("", SMALL, 30)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([], "There is no virtual camera on this computer.*modprobe"),
        ([node(capture=True, output=False, loopback=False)], "There is no virtual camera"),
        ([node(capture=True, output=False)], "in use or stuck.*modprobe -r"),
        ([node(capture=False, output=False)], "in use or stuck"),
    ],
)
def test_why_there_is_none_on_linux(found: list[v4l2.Node], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", lambda: found)
    with pytest.raises(DeviceError, match=message):
        find_virtual_camera("")


def test_the_first_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    found = [node(True, False, number=10), node(False, True, number=11), node(False, True, number=12)]
    monkeypatch.setattr(v4l2, "nodes", lambda: found)
    assert find_virtual_camera("") == "/dev/video11"
    monkeypatch.setattr(v4l2, "query", lambda path: node(True, False, loopback=False))
    with pytest.raises(DeviceError, match="is not a virtual camera"):
        find_virtual_camera("/dev/video0")


def test_other_systems_use_obs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert virtual_camera.handler().backend == "obs"
    assert find_virtual_camera("") == ""
