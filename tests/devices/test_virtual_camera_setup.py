"""What is looked at before a virtual camera is started, on faked nodes and a computer simulated by files."""

from pathlib import Path

import pytest

from app.core.errors import DeviceError, ErrorKind
from app.devices import virtual_camera_setup as readiness
from app.devices.advice import LABEL, LOAD, LOAD_IT, PERSIST
from app.devices.linux import loopback, v4l2
from app.devices.linux.system import SystemFiles
from app.devices.virtual_camera_setup import Readiness, Stage, virtual_camera_readiness

RELEASE = "6.1.0-test"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SystemFiles:
    """A Debian with modules, but without v4l2loopback and without devices."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", list)
    monkeypatch.setattr(v4l2, "forbidden", lambda: None)
    monkeypatch.setattr(loopback, "holders_of", lambda path: ())
    write(tmp_path, "etc/os-release", "ID=debian\n")
    write(tmp_path, f"lib/modules/{RELEASE}/modules.dep", "kernel/a.ko:\n")
    return SystemFiles(tmp_path, RELEASE)


def write(root: Path, name: str, text: str = "") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def node(name: str = LABEL, *, capture: bool = False, output: bool = True, number: int = 10) -> v4l2.Node:
    return v4l2.Node(Path(f"/dev/video{number}"), name, capture, output, loopback=True)


def seen(monkeypatch: pytest.MonkeyPatch, files: SystemFiles, *nodes: v4l2.Node) -> Readiness:
    monkeypatch.setattr(v4l2, "nodes", lambda: list(nodes))
    return virtual_camera_readiness(files)


def test_from_nothing_to_loaded(files: SystemFiles) -> None:
    found = virtual_camera_readiness(files)
    assert (found.stage, found.label, found.trouble) == (Stage.ABSENT, "", None)
    assert "apt install" in found.install[1]
    assert found.load == (LOAD_IT, LOAD)
    write(files.root, "lib/modules/6.0.9/modules.dep", "extra/v4l2loopback.ko:\n")
    assert virtual_camera_readiness(files).stage is Stage.OTHER_KERNEL
    write(files.root, f"lib/modules/{RELEASE}/modules.dep", "extra/v4l2loopback.ko:\n")
    assert virtual_camera_readiness(files).stage is Stage.INSTALLED
    (files.root / "sys/module/v4l2loopback").mkdir(parents=True)
    assert virtual_camera_readiness(files).stage is Stage.LOADED


@pytest.mark.parametrize("has_it", [True, False])
def test_pipewire_is_looked_for(files: SystemFiles, monkeypatch: pytest.MonkeyPatch, has_it: bool) -> None:
    monkeypatch.setattr(readiness, "has_pipewire", lambda: has_it)
    assert virtual_camera_readiness(files).pipewire is has_it


def test_a_kernel_without_modules(files: SystemFiles) -> None:
    assert virtual_camera_readiness(SystemFiles(files.root, "6.9.9")).stage is Stage.NO_MODULES


def test_ours_goes_before_another_that_is_free(files: SystemFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    other = node("Dummy", number=9)
    assert seen(monkeypatch, files, other).label == "Dummy"
    assert seen(monkeypatch, files, other, node()).label == LABEL


def test_browsers_leave_out_what_says_that_it_is_both(files: SystemFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(monkeypatch, files, node()).in_browsers
    assert not seen(monkeypatch, files, node(capture=True)).in_browsers


def test_what_another_program_feeds_is_told(files: SystemFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    fed = node(capture=True, output=False)
    found = seen(monkeypatch, files, fed)
    assert (found.stage, found.label) == (Stage.LOADED, "")
    assert found.trouble is not None
    assert found.trouble.kind is ErrorKind.BUSY
    with loopback.feeding(str(fed.path)):
        assert seen(monkeypatch, files, fed).label == LABEL


def test_a_stuck_one_can_be_started(files: SystemFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(monkeypatch, files, node(output=False)).label == LABEL


def test_what_may_not_be_opened_is_told(files: SystemFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = DeviceError("You may not.", "Join.", ErrorKind.FORBIDDEN)
    monkeypatch.setattr(v4l2, "forbidden", lambda: refused)
    assert virtual_camera_readiness(files).trouble is refused


def test_it_lasts_once_the_advice_was_followed(files: SystemFiles) -> None:
    assert not virtual_camera_readiness(files).lasts
    for command in PERSIST:
        words, _, path = command.removeprefix("echo ").partition(" | sudo tee /")
        write(files.root, path, words.strip("'"))
    assert virtual_camera_readiness(files).lasts


@pytest.mark.parametrize(
    ("system", "program"), [("win32", "Program Files/obs-studio"), ("darwin", "Applications/OBS.app")]
)
def test_obs_studio(system: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(readiness, "virtual_cameras", lambda: listed)
    assert virtual_camera_readiness(SystemFiles(tmp_path)) == Readiness(system, Stage.ABSENT)
    (tmp_path / program).mkdir(parents=True)
    assert virtual_camera_readiness(SystemFiles(tmp_path)) == Readiness(system, Stage.INSTALLED)
    listed.append("OBS Virtual Camera")
    assert virtual_camera_readiness(SystemFiles(tmp_path)) == Readiness(system, Stage.LOADED, "OBS Virtual Camera")
