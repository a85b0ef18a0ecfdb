"""Choosing among the kinds of virtual camera."""

import sys
from functools import partial

import numpy as np
import pytest

from app.core.errors import DeviceError, ErrorKind
from app.core.types import Composite, CompoundSink, Frame, Matte
from app.devices import virtual_cameras
from app.devices.linux import v4l2_cameras
from app.devices.sink_group import GroupOpener
from app.devices.virtual_cameras import find_virtual_cameras, virtual_camera_opener
from tests.fakes import SMALL, FakeSink, plain

NO_DEVICE = DeviceError("There is no virtual camera.", "Install it.", ErrorKind.MISSING)
NO_DAEMON = DeviceError("PipeWire does not run.", "Start it.", ErrorKind.MISSING)


class Computer:
    """A computer with some kinds of virtual camera."""

    def __init__(self) -> None:
        self.has_device = self.has_daemon = True
        self.device = "/dev/video10"
        self.no_device = NO_DEVICE
        self.nodes: frozenset[str] = frozenset()
        self.looks = 0
        self.refused = ""
        self.opened: dict[str, FakeSink] = {}

    def find(self, word: str) -> str:
        self.looks += 1
        if not self.has_device:
            raise self.no_device
        return word if word.startswith("/") else self.device

    def signs(self) -> frozenset[str]:
        return self.nodes

    def require_daemon(self) -> None:
        if not self.has_daemon:
            raise NO_DAEMON

    def require_listening_daemon(self) -> None:
        self.require_daemon()

    def open(self, name: str) -> FakeSink:
        if name == self.refused:
            raise DeviceError(f"The virtual camera {name} is in use.", kind=ErrorKind.BUSY)
        self.opened[name] = FakeSink()
        return self.opened[name]


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Computer:
    made = Computer()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(virtual_cameras, "find_virtual_camera", made.find)
    monkeypatch.setattr(virtual_cameras, "require_daemon", made.require_daemon)
    monkeypatch.setattr(virtual_cameras, "require_listening_daemon", made.require_listening_daemon)
    monkeypatch.setattr("app.devices.sink_group.GroupOpener", partial(GroupOpener, start=lambda run: run()))
    monkeypatch.setattr(virtual_cameras, "VirtualCameraSink", lambda device, size, fps: made.open(device))
    monkeypatch.setattr("app.devices.linux.pipewire.camera.PipeWireSink", lambda size, fps: made.open("pipewire"))
    monkeypatch.setattr(v4l2_cameras, "BACKEND", made)
    return made


def picture() -> Composite:
    rgb = plain((1, 2, 3))
    return Composite(rgb, Matte(np.zeros(rgb.shape[:2], np.uint8), Frame(rgb, 0, 0.0)))


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
    sink = virtual_camera_opener((), SMALL, 30)()
    sink.write(Composite(plain((1, 2, 3)), None))
    assert sorted(computer.opened) == sorted(found)
    assert all(len(opened.written) == 1 for opened in computer.opened.values())


def test_without_any_kind_the_error_is_about_the_device(computer: Computer) -> None:
    computer.has_device = computer.has_daemon = False
    with pytest.raises(DeviceError, match="no virtual camera"):
        find_virtual_cameras(())


def test_a_named_kind_must_open(computer: Computer) -> None:
    assert find_virtual_cameras(("PipeWire", "/dev/video3")) == ("pipewire", "/dev/video3")
    virtual_camera_opener(("/dev/video3",), SMALL, 30)()
    assert list(computer.opened) == ["/dev/video3"]
    computer.has_daemon = False
    with pytest.raises(DeviceError, match="does not run"):
        find_virtual_cameras(("pipewire", "/dev/video3"))


def test_elsewhere_there_is_no_pipewire(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert find_virtual_cameras(()) == ("/dev/video10",)


@pytest.mark.parametrize("refused", ["/dev/video9", "pipewire"])
def test_each_of_several_named_kinds_must_open_at_first(computer: Computer, refused: str) -> None:
    open_sink = virtual_camera_opener(("/dev/video9", "pipewire"), SMALL, 30)
    computer.refused = refused
    with pytest.raises(DeviceError, match=f"The virtual camera {refused} is in use"):
        open_sink()
    assert all(sink.closed.is_set() for sink in computer.opened.values())


def test_two_words_for_one_device_open_it_once(computer: Computer) -> None:
    virtual_camera_opener(("/dev/video10", "BiSeNet", "PipeWire", "pipewire"), SMALL, 30)()
    assert list(computer.opened) == ["/dev/video10", "pipewire"]


def test_without_words_each_opening_looks_again(computer: Computer) -> None:
    open_sink = virtual_camera_opener((), SMALL, 30)
    computer.device = "/dev/video11"
    open_sink().close()
    assert list(computer.opened) == ["/dev/video11", "pipewire"]


@pytest.mark.parametrize("later", ["/dev/video10", "pipewire"])
def test_a_kind_that_appears_later_is_added(computer: Computer, later: str) -> None:
    is_device = later != "pipewire"
    computer.has_device, computer.has_daemon = not is_device, is_device
    now = [0.0]
    sink = virtual_camera_opener((), SMALL, 30, lambda: now[0])()
    assert isinstance(sink, CompoundSink)
    assert later not in computer.opened
    looks = computer.looks
    for _ in range(10):
        now[0] += 5.0
        sink.write(picture())
    # While no node appears, none is opened to look for ours.
    assert computer.looks == looks
    assert later not in computer.opened
    computer.has_device = computer.has_daemon = True
    computer.nodes = frozenset({"video10"})
    now[0] += 5.0
    sink.write(picture())
    sink.write(picture())
    assert len(computer.opened[later].written) == 1
    assert sink.lost() is None


@pytest.mark.parametrize("kind", [ErrorKind.BUSY, ErrorKind.FORBIDDEN])
def test_a_device_that_cannot_be_used_is_looked_for_rarely_or_when_nodes_change(
    computer: Computer, kind: ErrorKind
) -> None:
    computer.has_device, computer.no_device = False, DeviceError("Not now.", kind=kind)
    now = [0.0]
    sink = virtual_camera_opener((), SMALL, 30, lambda: now[0])()
    looks = computer.looks
    now[0] = 6.0
    sink.write(picture())
    assert computer.looks == looks
    computer.nodes = frozenset({"video10"})
    now[0] = 12.0
    sink.write(picture())
    assert computer.looks == looks + 1
    now[0] = 23.0
    sink.write(picture())
    assert computer.looks == looks + 2
