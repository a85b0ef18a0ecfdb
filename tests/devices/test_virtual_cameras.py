"""Choosing among the kinds of virtual camera."""

import sys

import pytest

from app.core.errors import DeviceError, ErrorKind
from app.core.types import Composite
from app.devices import virtual_cameras
from app.devices.virtual_cameras import find_virtual_cameras, open_virtual_cameras
from tests.fakes import SMALL, FakeSink, plain

NO_DEVICE = DeviceError("There is no virtual camera.", "Install it.", ErrorKind.MISSING)
NO_DAEMON = DeviceError("PipeWire does not run.", "Start it.", ErrorKind.MISSING)


class Computer:
    """A computer with some kinds of virtual camera."""

    def __init__(self) -> None:
        self.has_device = self.has_daemon = True
        self.opened: dict[str, FakeSink] = {}

    def find(self, word: str) -> str:
        if not self.has_device:
            raise NO_DEVICE
        return word or "/dev/video10"

    def require_daemon(self) -> None:
        if not self.has_daemon:
            raise NO_DAEMON

    def open(self, name: str) -> FakeSink:
        self.opened[name] = FakeSink()
        return self.opened[name]


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Computer:
    made = Computer()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(virtual_cameras, "find_virtual_camera", made.find)
    monkeypatch.setattr(virtual_cameras, "require_daemon", made.require_daemon)
    monkeypatch.setattr(virtual_cameras, "VirtualCameraSink", lambda device, size, fps: made.open(device))
    monkeypatch.setattr(virtual_cameras, "PipeWireSink", lambda size, fps: made.open("pipewire"))
    return made


@pytest.mark.parametrize(
    ("has_device", "has_daemon", "found"),
    [
        (True, True, ("/dev/video10", "pipewire")),
        (True, False, ("/dev/video10",)),
        (False, True, ("pipewire",)),
    ],
)
def test_without_a_word_every_kind_that_is_there_is_used(
    computer: Computer, has_device: bool, has_daemon: bool, found: tuple[str, ...]
) -> None:
    computer.has_device, computer.has_daemon = has_device, has_daemon
    assert find_virtual_cameras(()) == found
    sink = open_virtual_cameras((), SMALL, 30)
    sink.write(Composite(plain((1, 2, 3)), None))
    assert sorted(computer.opened) == sorted(found)
    assert all(len(opened.written) == 1 for opened in computer.opened.values())


def test_without_any_kind_the_error_is_about_the_device(computer: Computer) -> None:
    computer.has_device = computer.has_daemon = False
    with pytest.raises(DeviceError, match="no virtual camera"):
        find_virtual_cameras(())


def test_a_word_is_insisted_on(computer: Computer) -> None:
    assert find_virtual_cameras(("PipeWire", "/dev/video3")) == ("pipewire", "/dev/video3")
    open_virtual_cameras(("/dev/video3",), SMALL, 30)
    assert list(computer.opened) == ["/dev/video3"]
    computer.has_daemon = False
    with pytest.raises(DeviceError, match="does not run"):
        find_virtual_cameras(("pipewire", "/dev/video3"))


def test_elsewhere_there_is_no_pipewire(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert find_virtual_cameras(()) == ("/dev/video10",)
