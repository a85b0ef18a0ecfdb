"""Choosing a node of v4l2loopback and asking after its health, on faked nodes."""

import os
import sys
from pathlib import Path

import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.core.viewer_names import UNKNOWN_VIEWER
from app.devices.advice import LABEL
from app.devices.linux import loopback, v4l2
from app.devices.linux.device_users import DeviceUser
from app.devices.linux.loopback import Viewers, check, find_loopback, granted_size
from app.devices.linux.v4l2 import PixelFormat
from tests.fakes import SMALL

NODE = Path("/dev/video10")


def node(capture: bool, output: bool, number: int = 10, name: str = "Card", is_loopback: bool = True) -> v4l2.Node:
    return v4l2.Node(Path(f"/dev/video{number}"), name, capture, output, is_loopback)


class Machine:
    """Nodes, who holds them and what they carry."""

    def __init__(self, *found: v4l2.Node) -> None:
        self.nodes = list(found)
        self.holders: tuple[DeviceUser, ...] = ()
        self.refused: DeviceError | None = None
        self.read: PixelFormat | None = None
        self.granted: PixelFormat | None = None

    def query(self, path: Path) -> v4l2.Node:
        for found in self.nodes:
            if found.path == path:
                return found
        raise v4l2.MissingError(f"There is no camera {path}.")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(v4l2, "nodes", lambda: list(made.nodes))
    monkeypatch.setattr(v4l2, "query", made.query)
    monkeypatch.setattr(v4l2, "forbidden", lambda: made.refused)
    monkeypatch.setattr(v4l2, "hold_stream", lambda path: None)
    monkeypatch.setattr(v4l2, "capture_format", lambda path: made.read)
    monkeypatch.setattr(v4l2, "fed_format", lambda path: None)
    monkeypatch.setattr(v4l2, "output_format", lambda path, size: made.granted)
    monkeypatch.setattr(loopback, "holders_of", lambda path: made.holders)
    return made


@pytest.mark.parametrize(
    ("found", "holders", "message"),
    [
        ([], (), "There is no virtual camera on this computer.*modprobe"),
        ([node(True, False, is_loopback=False)], (), "There is no virtual camera"),
        ([node(True, False)], (), "is in use.*modprobe -r"),
        (
            [node(True, False)],
            (DeviceUser(7, "ffmpeg"), DeviceUser(9, "zoom")),
            r"in use by ffmpeg \(pid 7\), zoom \(pid 9\)",
        ),
        ([node(False, False)], (DeviceUser(9, "zoom"),), "is stuck.*modprobe -r"),
    ],
)
def test_why_there_is_none(
    found: list[v4l2.Node], holders: tuple[DeviceUser, ...], message: str, machine: Machine
) -> None:
    machine.nodes, machine.holders = found, holders
    with pytest.raises(DeviceError, match=message):
        find_loopback("")


def test_ours_by_its_label_else_the_first_that_is_free(machine: Machine) -> None:
    machine.nodes = [node(True, False, 8), node(False, True, 11), node(False, True, 12, LABEL)]
    assert find_loopback("") == "/dev/video12"
    assert find_loopback("card") == "/dev/video11"
    assert find_loopback("/dev/video11") == "/dev/video11"
    machine.nodes.pop()
    assert find_loopback("") == "/dev/video11"
    with pytest.raises(DeviceError, match="/dev/video8 is in use"):
        find_loopback("/dev/video8")
    with pytest.raises(DeviceError, match="no virtual camera 'obs'"):
        find_loopback("obs")


def test_a_node_is_called_as_meetings_call_it(machine: Machine) -> None:
    machine.nodes = [node(capture=False, output=True, name=LABEL)]
    assert loopback.name_of(Path("/dev/video10")) == "BiSeNet Background (/dev/video10)"
    assert loopback.name_of(Path("/dev/video9")) == "/dev/video9"


def test_what_is_no_virtual_camera(machine: Machine) -> None:
    machine.nodes = [node(True, False, 0, "HD Webcam", is_loopback=False)]
    with pytest.raises(DeviceError, match=r"/dev/video0 \(HD Webcam\) is not a virtual camera.*modprobe"):
        find_loopback("/dev/video0")
    with pytest.raises(DeviceError, match=r"There is no virtual camera /dev/video97\. .*modprobe v4l2loopback"):
        find_loopback("/dev/video97")


def test_a_camera_that_may_not_be_opened_is_told(machine: Machine) -> None:
    machine.refused = v4l2.ForbiddenError("You may not use it.", "Join the group.")
    with pytest.raises(DeviceError, match=r"You may not use it\. Join the group\."):
        find_loopback("")


def test_a_stuck_device_is_healed(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that announces nothing does so again after its stream was turned on and off."""
    read_end, write_end = os.pipe()
    os.close(write_end)
    machine.nodes = [node(False, False)]

    def hold(path: Path) -> int:
        machine.nodes = [node(False, True)]
        return read_end

    monkeypatch.setattr(v4l2, "hold_stream", hold)
    assert find_loopback("") == "/dev/video10"
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(read_end)


def test_the_size_is_ours_unless_somebody_reads_another(machine: Machine) -> None:
    machine.read = PixelFormat(Size(640, 480), "YU12")
    assert granted_size(NODE, SMALL) == SMALL
    machine.holders = (DeviceUser(9, "zoom"),)
    assert granted_size(NODE, SMALL) == Size(640, 480)
    machine.read = PixelFormat(Size(641, 481), "YU12")
    assert granted_size(NODE, SMALL) == Size(640, 480)
    machine.read = PixelFormat(Size(0, 0), "YU12")
    assert granted_size(NODE, SMALL) == SMALL


def test_newer_modules_tell_a_reader_no_size_while_nobody_feeds(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.holders = (DeviceUser(9, "zoom"),)
    monkeypatch.setattr(v4l2, "fed_format", lambda path: PixelFormat(Size(640, 480), "YU12"))
    assert granted_size(NODE, SMALL) == Size(640, 480)
    machine.holders = (DeviceUser(9, "wireplumber"),)
    assert granted_size(NODE, SMALL) == SMALL


def test_a_locked_format_is_kept(machine: Machine) -> None:
    machine.granted = PixelFormat(Size(320, 240), "YU12")
    assert granted_size(NODE, SMALL) == Size(320, 240)


def test_under_a_reader_nothing_is_asked_of_the_node(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older modules take a size that is only asked for."""

    def asked(path: Path, size: Size) -> None:
        pytest.fail("asked for a size")

    monkeypatch.setattr(v4l2, "output_format", asked)
    machine.holders = (DeviceUser(9, "zoom"),)
    assert granted_size(NODE, SMALL) == SMALL


def test_the_health_of_a_node_that_is_fed(machine: Machine) -> None:
    with pytest.raises(DeviceError, match="The virtual camera /dev/video10 is gone"):
        check(NODE, SMALL)
    machine.nodes = [node(True, False)]
    check(NODE, SMALL)
    machine.read = PixelFormat(SMALL, "YU12")
    check(NODE, SMALL)
    machine.read = PixelFormat(Size(2, 2), "YU12")
    with pytest.raises(DeviceError, match="was changed to 2x2 by another program"):
        check(NODE, SMALL)
    machine.nodes = [node(True, False, is_loopback=False)]
    with pytest.raises(DeviceError, match="no longer a virtual camera"):
        check(NODE, SMALL)


def test_what_may_not_be_asked_any_more_goes_on_working(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user at the same seat takes the right to open it, not what is open."""

    def refuse(path: Path) -> v4l2.Node:
        raise v4l2.ForbiddenError("You may not use it.")

    monkeypatch.setattr(v4l2, "query", refuse)
    check(NODE, SMALL)


def test_what_we_feed_ourselves_is_free_when_it_is_opened_again(machine: Machine) -> None:
    machine.nodes = [node(True, False)]
    with loopback.feeding("/dev/video10"):
        assert find_loopback("") == "/dev/video10"
    with pytest.raises(DeviceError, match="is in use"):
        find_loopback("")


class Usage:
    """v4l2loopback's own count."""

    def __init__(self, path: Path) -> None:
        self.clients = 0
        self.closed = 0

    def count(self) -> int:
        return self.clients

    def close(self) -> None:
        self.closed += 1


def test_viewers_by_name_else_by_number(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = Usage(NODE)
    monkeypatch.setattr(v4l2, "ClientUsage", lambda path: usage)
    now = [0.0]
    viewers = Viewers(NODE, lambda: now[0])
    assert viewers.names() == ()
    usage.clients = 1
    assert viewers.names() == (UNKNOWN_VIEWER,)
    # All processes are looked through only when the count has changed, or from time to time.
    machine.holders = (DeviceUser(9, "zoom"), DeviceUser(11, "zoom"), DeviceUser(12, "firefox"))
    assert viewers.names() == (UNKNOWN_VIEWER,)
    usage.clients = 3
    assert viewers.names() == ("zoom", "firefox")
    usage.clients, machine.holders = 0, (DeviceUser(5, "wireplumber"),)
    assert viewers.names() == ()
    machine.holders = (DeviceUser(12, "cat"),)
    now[0] = 2.5
    assert viewers.names() == ("cat",)
    viewers.close()
    viewers.close()
    assert usage.closed == 1


def test_on_older_modules_pipewire_may_read_for_somebody(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def old(path: Path) -> Usage:
        raise DeviceError("It does not tell.")

    monkeypatch.setattr(v4l2, "ClientUsage", old)
    viewers = Viewers(NODE)
    assert viewers.names() == ()
    machine.holders = (DeviceUser(5, "pipewire"),)
    assert viewers.names() is None
    machine.holders = (DeviceUser(5, "pipewire"), DeviceUser(9, "zoom"))
    assert viewers.names() == ("zoom",)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="V4L2 is Linux only")
def test_what_is_no_device_needs_no_hold_and_has_no_viewers(tmp_path: Path) -> None:
    assert v4l2.hold_stream(tmp_path / "absent") is None
    (tmp_path / "file").touch()
    assert v4l2.hold_stream(tmp_path / "file") is None
    viewers = Viewers(tmp_path / "file")
    assert viewers.names() == ()
    viewers.close()
