"""Virtual cameras that are free, fed, stuck, locked or watched, on faked nodes."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices.advice import LABEL, OBS_INSTALL, OBS_START, RELOAD
from app.devices.linux import v4l2
from app.devices.linux.device_users import DeviceUser
from app.devices.linux.system import SystemFiles
from app.devices.linux.v4l2 import PixelFormat
from app.doctor import virtual_cameras
from app.findings.model import Finding, Level
from tests.doctor.conftest import BuildFiles

_SIZE = Size(1280, 720)
_PATH = Path("/dev/video10")
_FREE = v4l2.Node(_PATH, LABEL, capture=False, output=True, loopback=True)
_FED = replace(_FREE, capture=True, output=False)
_STUCK = replace(_FREE, output=False)
_BOTH = replace(_FREE, capture=True)
_WEBCAM = v4l2.Node(Path("/dev/video0"), "Webcam", capture=True, output=False, loopback=False)


@dataclass
class Devices:
    """What the faked system answers, and what was done to it."""

    nodes: list[v4l2.Node] = field(default_factory=list)
    holders: dict[Path, tuple[DeviceUser, ...]] = field(default_factory=dict)
    locked: Size | None = None
    read_format: PixelFormat | None = None
    heals: bool = True
    keeps_format: bool = False
    flows: bool = True
    fed: list[tuple[Path, Size]] = field(default_factory=list)
    read: list[Path] = field(default_factory=list)

    def query(self, path: Path) -> v4l2.Node:
        return next(node for node in self.nodes if node.path == path)

    def find(self, device: str) -> str:
        if not self.heals:
            raise DeviceError("It is stuck.")
        self.nodes = [replace(node, output=True) if str(node.path) == device else node for node in self.nodes]
        return device

    def output_format(self, path: Path, size: Size) -> PixelFormat:
        return PixelFormat(self.locked or size, "YU12")

    def prove_by_writing(self, path: Path, size: Size, seconds: float) -> Finding:
        self.fed.append((path, size))
        return Finding("proof", Level.OK, "It came out.")

    def prove_by_reading(self, path: Path, fed_by: str, seconds: float) -> Finding:
        self.read.append(path)
        return Finding("proof", Level.OK if self.flows else Level.PROBLEM, f"By {fed_by}.")

    def control(self, handle: int, request: int, argument: bytes) -> bytes:
        assert struct.unpack("=Ii", argument) == (0x0098F900, 0)
        return struct.pack("=Ii", 0x0098F900, self.keeps_format)


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> Devices:
    made = Devices()

    @contextmanager
    def opened(path: Path) -> Iterator[int]:
        yield 3

    monkeypatch.setattr(v4l2, "nodes", lambda: [_WEBCAM, *made.nodes])
    monkeypatch.setattr(v4l2, "query", made.query)
    monkeypatch.setattr(v4l2, "forbidden", lambda: None)
    monkeypatch.setattr(v4l2, "opened", opened)
    monkeypatch.setattr(v4l2, "control", made.control)
    monkeypatch.setattr(v4l2, "capture_format", lambda path: made.read_format)
    monkeypatch.setattr(v4l2, "output_format", made.output_format)
    monkeypatch.setattr(virtual_cameras, "holders_of", lambda path: made.holders.get(path, ()))
    monkeypatch.setattr(virtual_cameras, "find_virtual_camera", made.find)
    monkeypatch.setattr(virtual_cameras, "prove_by_writing", made.prove_by_writing)
    monkeypatch.setattr(virtual_cameras, "prove_by_reading", made.prove_by_reading)
    return made


def check(files: SystemFiles) -> list[Finding]:
    return list(virtual_cameras.check_virtual_cameras(files, _SIZE, 20.0))


def levels(files: SystemFiles) -> list[Level]:
    return [found.level for found in check(files)]


def test_without_the_module_there_is_nothing_to_say(system_files: BuildFiles, devices: Devices) -> None:
    assert check(system_files()) == []


def test_a_module_without_a_device(system_files: BuildFiles, devices: Devices, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = system_files({"sys/module/v4l2loopback": None})
    (found,) = check(loaded)
    assert (found.level, found.fix) == (Level.PROBLEM, RELOAD)
    monkeypatch.setattr(v4l2, "forbidden", lambda: v4l2.ForbiddenError("You may not."))
    assert check(loaded) == []


def test_a_free_one_is_proved(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes = [_FREE]
    assert levels(system_files()) == [Level.OK, Level.OK]
    assert devices.fed == [(_PATH, _SIZE)]


def test_the_desktop_looking_on_is_no_reader(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.holders = [_FREE], {_PATH: (DeviceUser(8, "wireplumber"), DeviceUser(9, "pipewire"))}
    assert levels(system_files()) == [Level.OK, Level.OK]
    assert devices.fed


@pytest.mark.parametrize("program", ["chrome", "bisenet-bg"])
def test_nothing_is_written_where_somebody_waits(program: str, system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.holders = [_FREE], {_PATH: (DeviceUser(50, program),)}
    (found,) = check(system_files())
    assert found.level is Level.NOTE
    assert f"{program} (pid 50)" in found.what
    assert devices.fed == []


@pytest.mark.parametrize("keeps", [True, False])
def test_a_locked_format_is_told_and_kept(keeps: bool, system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.locked, devices.keeps_format = [_FREE], Size(641, 480), keeps
    found = check(system_files())
    assert [one.level for one in found] == [Level.OK, Level.WARNING, Level.OK]
    assert "locked to 641x480" in found[1].what
    assert found[1].fix == ((f"v4l2-ctl -d {_PATH} -c keep_format=0",) if keeps else RELOAD)
    assert devices.fed == [(_PATH, Size(640, 480))]


def test_one_that_was_never_fed_may_tell_no_size(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.locked = [_FREE], Size(0, 0)
    assert levels(system_files()) == [Level.OK, Level.OK]
    assert devices.fed == [(_PATH, _SIZE)]


def test_busy(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.holders = [_FED], {_PATH: (DeviceUser(8, "pipewire"), DeviceUser(41, "obs"))}
    busy, proof = check(system_files())
    assert (busy.level, busy.what) == (Level.PROBLEM, f"{_PATH} ({LABEL}) is in use by obs (pid 41).")
    assert busy.fix == ("Close that program, or:", "kill 41")
    assert proof.what == "By obs (pid 41)."
    assert (devices.fed, devices.read) == ([], [_PATH])


def test_of_several_none_is_to_be_killed(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.holders = [_FED], {_PATH: (DeviceUser(41, "obs"), DeviceUser(42, "zoom"))}
    (busy,) = check(system_files())
    assert "obs (pid 41), zoom (pid 42)" in busy.what
    # One of them reads it: newer modules have one reader at a time.
    assert devices.read == []
    assert not any("kill" in step for step in busy.fix)


def test_busy_by_nobody_that_can_be_seen(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes = [_FED]
    busy, proof = check(system_files())
    assert busy.level is Level.PROBLEM
    assert busy.what == f"{_PATH} ({LABEL}) is in use by a program that this user may not see."
    assert busy.fix == (f"sudo fuser -v {_PATH}", "Close the program that it names.")
    assert proof.what == "By ."


@pytest.mark.parametrize("keeps", [True, False])
def test_fed_by_nobody_at_all(keeps: bool, system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.keeps_format, devices.flows = [_FED], keeps, False
    (left,) = check(system_files())
    assert left.level is Level.PROBLEM
    assert "delivers none" in left.what
    assert left.fix == ((f"v4l2-ctl -d {_PATH} -c keep_format=0",) if keeps else RELOAD)


def test_a_busy_one_beside_a_free_one_is_a_note(system_files: BuildFiles, devices: Devices) -> None:
    free = replace(_FREE, path=Path("/dev/video11"))
    devices.nodes, devices.holders = [_FED, free], {_PATH: (DeviceUser(41, "obs"),)}
    assert levels(system_files()) == [Level.NOTE, Level.OK, Level.OK, Level.OK]
    assert (devices.fed, devices.read) == ([(free.path, _SIZE)], [_PATH])


def test_feeding_it_ourselves_is_as_it_should_be(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.holders = [_FED], {_PATH: (DeviceUser(5, "bisenet-bg"),)}
    fed, proof = check(system_files())
    assert fed.level is Level.OK
    assert fed.what == f"{_PATH} ({LABEL}) is fed by bisenet-bg (pid 5)."
    assert proof.what == "By bisenet-bg (pid 5)."
    other = replace(_FED, path=Path("/dev/video11"))
    devices.nodes.append(other)
    devices.holders[other.path] = (DeviceUser(41, "obs"),)
    assert levels(system_files()) == [Level.OK, Level.OK, Level.NOTE, Level.OK]
    assert devices.fed == []


def test_a_call_is_not_disturbed(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.holders = [_FED], {_PATH: (DeviceUser(5, "bisenet-bg"), DeviceUser(42, "zoom"))}
    (fed,) = check(system_files())
    assert fed.level is Level.OK
    assert "fed by bisenet-bg (pid 5); zoom (pid 42) has it open too, so no picture was read" in fed.what
    assert (devices.fed, devices.read) == ([], [])


def test_a_stuck_one_is_brought_back_and_proved(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes = [_STUCK]
    stuck, free, proof = check(system_files())
    assert stuck.level is Level.WARNING
    assert "was stuck" in stuck.what
    assert stuck.fix[-3:] == RELOAD
    assert [free.level, proof.level] == [Level.OK, Level.OK]
    assert devices.fed == [(_PATH, _SIZE)]


def test_one_that_stays_stuck(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes, devices.heals, devices.holders = [_STUCK], False, {_PATH: (DeviceUser(42, "zoom"),)}
    (stuck,) = check(system_files())
    assert stuck.level is Level.PROBLEM
    assert "is stuck" in stuck.what
    assert stuck.fix == ("It is open in zoom (pid 42).", *RELOAD)
    assert (devices.fed, devices.read) == ([], [])


def test_without_exclusive_caps_chrome_sees_nothing(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes = [_BOTH]
    caps, free, _ = check(system_files())
    assert caps.level is Level.PROBLEM
    assert "exclusive_caps=0" in caps.what
    assert "Chrome" in caps.why
    assert caps.fix == RELOAD
    assert free.what.endswith("is free.")
    devices.read_format = PixelFormat(Size(640, 480), "YU12")
    devices.fed.clear()
    assert "in use" in check(system_files())[1].what
    assert devices.fed == []


def test_another_label_is_told(system_files: BuildFiles, devices: Devices) -> None:
    devices.nodes = [replace(_FREE, name="Dummy video device (0x0000)")]
    label, *_ = check(system_files())
    assert label.level is Level.NOTE
    assert label.what == f'{_PATH} calls itself "Dummy video device (0x0000)".'


def test_a_module_without_that_control_keeps_no_format(devices: Devices, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int, request: int, argument: bytes) -> bytes:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(v4l2, "control", refuse)
    assert virtual_cameras.unlock_steps(_PATH) == ()


@pytest.mark.parametrize(
    ("system", "program"), [("win32", "Program Files/obs-studio"), ("darwin", "Applications/OBS.app")]
)
def test_every_obs_state(system: str, program: str, system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(virtual_cameras, "virtual_cameras", lambda: listed)
    (absent,) = virtual_cameras.check_obs(system_files())
    assert absent.level is Level.PROBLEM
    assert absent.fix == (*OBS_INSTALL[system], *OBS_START[system])
    (never_started,) = virtual_cameras.check_obs(system_files({program: None}))
    assert never_started.level is Level.PROBLEM
    assert never_started.fix == OBS_START[system]
    listed.append("OBS Virtual Camera")
    (there,) = virtual_cameras.check_obs(system_files())
    assert (there.level, there.what) == (Level.OK, "There is a virtual camera: OBS Virtual Camera.")
