"""The virtual camera on a fake backend of pyvirtualcam; its real twin needs v4l2loopback."""

import os
import sys
from pathlib import Path

import pytest
import pyvirtualcam.camera

from app.core.errors import DeviceError
from app.core.types import Composite, Size
from app.devices import v4l2, v4l2_stream, virtual_camera
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
    monkeypatch.setattr(v4l2, "forbidden", lambda: None)
    monkeypatch.setattr(v4l2_stream, "hold_stream", lambda path: None)
    monkeypatch.setattr(v4l2, "query", lambda path: found[0])
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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for a V4L2 device")
def test_a_device_that_is_not_there_comes_with_the_way_to_get_one() -> None:
    with pytest.raises(DeviceError, match=r"There is no virtual camera /dev/video97\. .*modprobe v4l2loopback"):
        find_virtual_camera("/dev/video97")


def test_a_camera_that_may_not_be_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", list)
    monkeypatch.setattr(v4l2, "forbidden", lambda: v4l2.ForbiddenError("You may not use it.", "Join the group."))
    with pytest.raises(DeviceError, match=r"You may not use it\. Join the group\."):
        find_virtual_camera("")


def test_a_stuck_device_is_healed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that announces nothing does so again after its stream was turned on and off."""
    read_end, write_end = os.pipe()
    os.close(write_end)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", lambda: [node(False, False)])
    monkeypatch.setattr(v4l2_stream, "hold_stream", lambda path: read_end)
    monkeypatch.setattr(v4l2, "query", lambda path: node(False, True))
    assert find_virtual_camera("") == "/dev/video10"
    assert not _is_open(read_end)


def test_the_stream_is_held_until_the_camera_is_closed(
    backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_end, write_end = os.pipe()
    order: list[bool] = []
    monkeypatch.setattr(virtual_camera, "handler", lambda: Handler("fake", str, "", needs_hold=True))
    monkeypatch.setattr(v4l2_stream, "hold_stream", lambda path: read_end)
    monkeypatch.setattr(backend, "close", lambda self: order.append(_is_open(read_end)))
    sink = VirtualCameraSink("/dev/video10", SMALL, 30)
    assert _is_open(read_end)
    sink.close()
    sink.close()
    os.close(write_end)
    assert order == [True]
    assert not _is_open(read_end)


def _is_open(handle: int) -> bool:
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="V4L2 is Linux only")
def test_what_is_no_device_needs_no_hold(tmp_path: Path) -> None:
    assert v4l2_stream.hold_stream(tmp_path / "absent") is None
    (tmp_path / "file").touch()
    assert v4l2_stream.hold_stream(tmp_path / "file") is None


def test_other_systems_use_obs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert virtual_camera.handler().backend == "obs"
    assert find_virtual_camera("") == ""
