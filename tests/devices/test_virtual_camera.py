"""The virtual camera on a fake backend of pyvirtualcam; its twin on a real device is in tests/device."""

import os
from pathlib import Path

import numpy as np
import pytest
import pyvirtualcam.camera

from app.core.errors import DeviceError
from app.core.types import Composite, Size
from app.devices import virtual_camera
from app.devices.advice import LABEL
from app.devices.linux import loopback, v4l2
from app.devices.virtual_camera import HANDLERS, VirtualCameraSink, find_virtual_camera
from tests.fakes import SMALL, FakeBackend, plain


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> type[FakeBackend]:
    FakeBackend.install(monkeypatch)
    return FakeBackend


@pytest.fixture
def loopback_backend(backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch) -> type[FakeBackend]:
    """The fake as if it were a node of v4l2loopback on which all is well."""
    node = virtual_camera.Handler("fake", LABEL, ("Get one.",), is_loopback=True)
    monkeypatch.setattr(virtual_camera, "handlers", lambda: (node,))
    monkeypatch.setattr(loopback, "granted_size", lambda path, size: size)
    monkeypatch.setattr(loopback, "check", lambda path, size: None)
    monkeypatch.setattr(v4l2, "hold_stream", lambda path: None)
    return backend


def test_frames_arrive_unchanged(backend: type[FakeBackend]) -> None:
    sink = VirtualCameraSink("fake", SMALL, 30)
    sink.write(Composite(plain((10, 20, 30)), None))
    assert (backend.frames[0] == (10, 20, 30)).all()
    (options,) = backend.opened
    assert (options["width"], options["height"], options["fps"]) == (SMALL.width, SMALL.height, 30)
    # Nobody can tell here who watches.
    assert sink.viewers() is None
    sink.close()
    sink.close()
    assert sink.viewers() is None
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


def test_under_a_reader_of_another_size_the_picture_is_letter_boxed(
    loopback_backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loopback, "granted_size", lambda path, size: Size(96, 48))
    sink = VirtualCameraSink("/dev/video10", SMALL, 30)
    sink.write(Composite(plain((200, 100, 50)), None))
    (frame,) = loopback_backend.frames
    assert frame.shape == (48, 96, 3)
    assert (frame[:, 16:80] == (200, 100, 50)).all()
    assert (frame[:, :15].mean(axis=(0, 1)) < (120, 60, 30)).all()
    sink.close()


def test_a_device_that_is_lost_is_noticed(loopback_backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch) -> None:
    """pyvirtualcam goes on as if nothing had happened."""
    now = [0.0]
    asked: list[tuple[Path, Size]] = []
    monkeypatch.setattr(loopback, "check", lambda path, size: asked.append((path, size)))
    sink = VirtualCameraSink("/dev/video10", SMALL, 30, lambda: now[0])
    slate = Composite(plain((0, 0, 0)), None)
    for _ in range(30):
        sink.write(slate)
    assert not asked
    now[0] = 1.5
    sink.write(slate)
    sink.write(slate)
    assert asked == [(Path("/dev/video10"), SMALL)]

    def lost(path: Path, size: Size) -> None:
        raise DeviceError("It is gone.", "Wait.")

    monkeypatch.setattr(loopback, "check", lost)
    now[0] = 3.0
    with pytest.raises(DeviceError, match="gone"):
        sink.write(slate)
    sink.close()


def test_the_stream_is_held_until_the_camera_is_closed(
    loopback_backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_end, write_end = os.pipe()
    order: list[bool] = []
    monkeypatch.setattr(v4l2, "hold_stream", lambda path: read_end)
    monkeypatch.setattr(loopback_backend, "close", lambda self: order.append(_is_open(read_end)))
    sink = VirtualCameraSink("/dev/video10", SMALL, 30)
    assert str(sink) == "/dev/video10"
    assert sink.viewers() == ()
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


def test_the_backend_is_always_named(backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name pyvirtualcam tries all that are known, another test's fake too."""
    asked: list[object] = []

    def camera(**options: object) -> None:
        asked.append(options["backend"])
        raise RuntimeError("no camera")

    monkeypatch.setattr(pyvirtualcam, "Camera", camera)
    for system, names in (("win32", ["obs", "unitycapture"]), ("darwin", ["obs"])):
        monkeypatch.setattr(virtual_camera, "handlers", lambda system=system: HANDLERS[system])
        asked.clear()
        with pytest.raises(DeviceError, match="Install OBS Studio"):
            VirtualCameraSink(find_virtual_camera(""), SMALL, 30)
        assert asked == names


@pytest.mark.parametrize(
    ("device", "backends", "devices"),
    [
        ("", ["obs"], [None]),
        ("obs", ["obs"], [None]),
        ("unity", ["unitycapture"], [None]),
        ("Unity Video Capture #2", ["unitycapture"], ["Unity Video Capture #2"]),
    ],
)
def test_the_cameras_of_windows_by_name(
    device: str, backends: list[str], devices: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeBackend.install(monkeypatch)
    opened: list[str] = []
    for name in ("obs", "unitycapture"):

        class Named(FakeBackend):
            known = name

            def __init__(self, **options: object) -> None:
                super().__init__(**options)
                opened.append(self.known)

        monkeypatch.setitem(pyvirtualcam.camera.BACKENDS, name, Named)
    monkeypatch.setattr(virtual_camera, "handlers", lambda: HANDLERS["win32"])
    VirtualCameraSink(find_virtual_camera(device), SMALL, 30).close()
    assert opened == backends
    assert [options["device"] for options in FakeBackend.opened] == devices


def test_a_name_that_is_no_virtual_camera_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual_camera, "handlers", lambda: HANDLERS["win32"])
    with pytest.raises(DeviceError, match='called "OBS Virtual Camera", "Unity Video Capture"'):
        find_virtual_camera("/dev/video10")


def test_systems_without_a_virtual_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "sunos5")
    with pytest.raises(DeviceError, match="No virtual camera is known for sunos5"):
        find_virtual_camera("")


def test_what_is_sent_is_the_composite_itself(backend: type[FakeBackend]) -> None:
    """Where the sizes agree, nothing is copied or scaled on the way to the backend."""
    picture = np.arange(SMALL.height * SMALL.width * 3, dtype=np.uint32).astype(np.uint8)
    composite = Composite(picture.reshape(SMALL.height, SMALL.width, 3), None)
    sink = VirtualCameraSink("", SMALL, 30)
    sink.write(composite)
    sink.close()
    assert (backend.frames[0] == composite.rgb).all()
