"""Webcams that are missing, forbidden, free, busy, silent or broken."""

from collections.abc import Callable

import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices.cameras import CameraInfo, is_in_use
from app.devices.linux import v4l2
from app.devices.linux.device_users import DeviceUser
from app.devices.linux.system import SystemFiles
from app.doctor import cameras
from app.findings.model import Finding, Level
from tests.doctor.conftest import BuildFiles
from tests.fakes import FakeSource

_ONE, _TWO = CameraInfo("/dev/video0", "Front"), CameraInfo("/dev/video2", "Side")
Here = Callable[..., None]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Return what says which cameras there are, which of them are busy, and who has those open."""

    def use(*found: CameraInfo, busy: tuple[str, ...] = (), holders: tuple[DeviceUser, ...] = ()) -> None:
        monkeypatch.setattr(cameras, "list_cameras", lambda: list(found))
        monkeypatch.setattr(cameras, "forbidden_camera", lambda: None)
        monkeypatch.setattr(cameras, "is_in_use", lambda camera: camera.key in busy)
        monkeypatch.setattr(cameras, "holders_of", lambda path: holders)
        monkeypatch.setattr(cameras, "CameraSource", lambda camera, size, fps: FakeSource())

    return use


def check(files: SystemFiles, seconds: float = 20.0) -> list[Finding]:
    return cameras.check_cameras(files, Size(1280, 720), 30, seconds)


def test_none(system_files: BuildFiles, here: Here) -> None:
    here()
    (found,) = check(system_files())
    assert (found.level, found.what) == (Level.PROBLEM, "No webcam was found.")
    assert "demo clip" in found.why
    assert "sudo modprobe uvcvideo" in found.fix
    assert "sudo modprobe uvcvideo" not in check(system_files({"sys/module/uvcvideo": None}))[0].fix


def test_none_that_may_be_seen(system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here()
    monkeypatch.setattr(cameras, "forbidden_camera", lambda: v4l2.ForbiddenError("You may not."))
    (found,) = check(system_files())
    assert found.level is Level.NOTE
    assert "permissions" in found.what


def test_a_free_one_gives_a_picture_and_is_closed(
    system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(_ONE)
    source = FakeSource()
    asked: list[object] = []

    def open_source(*words: object) -> FakeSource:
        asked.extend(words)
        return source

    monkeypatch.setattr(cameras, "CameraSource", open_source)
    (found,) = check(system_files())
    assert (found.level, found.what) == (Level.OK, "Front (/dev/video0) is free and gives pictures of 64x48.")
    assert asked == [_ONE, Size(1280, 720), 30]
    assert source.closed.is_set()


def test_a_busy_one_is_not_opened(system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here(_ONE, busy=("/dev/video0",), holders=(DeviceUser(7, "wireplumber"), DeviceUser(41, "zoom")))
    monkeypatch.setattr(cameras, "CameraSource", lambda camera, size, fps: pytest.fail("it was opened"))
    (found,) = check(system_files())
    assert (found.level, found.what) == (Level.PROBLEM, "Front (/dev/video0) is in use by zoom (pid 41).")
    assert found.fix == ("Close that program, or:", "kill 41")


def test_a_busy_one_beside_a_free_one_is_a_warning(system_files: BuildFiles, here: Here) -> None:
    here(_ONE, _TWO, busy=("/dev/video0",))
    levels = [found.level for found in check(system_files())]
    assert levels == [Level.WARNING, Level.OK]
    assert check(system_files())[0].what == "Front (/dev/video0) is in use by a program that this user may not see."
    assert check(system_files())[0].fix[0] == "sudo fuser -v /dev/video0"


def test_our_own_use_is_no_fault(system_files: BuildFiles, here: Here) -> None:
    here(_ONE, busy=("/dev/video0",), holders=(DeviceUser(5, "bisenet-bg"),))
    (found,) = check(system_files())
    assert found.level is Level.NOTE
    assert "bisenet-bg (pid 5)" in found.what


def test_one_that_fails_says_why(system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here(_ONE)
    monkeypatch.setattr(cameras, "CameraSource", lambda camera, size, fps: FakeSource(frames=0))
    (found,) = check(system_files())
    assert found.level is Level.PROBLEM
    assert found.what == "Front (/dev/video0): The fake camera is gone."
    assert found.fix == ("Plug it in.",)


@pytest.mark.slow
def test_one_that_never_answers(system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here(_ONE)
    slow = FakeSource(period=0.3)
    monkeypatch.setattr(cameras, "CameraSource", lambda camera, size, fps: slow)
    (found,) = check(system_files(), seconds=0.01)
    assert found.level is Level.PROBLEM
    assert "gave no picture within 0.01 s" in found.what
    assert slow.closed.wait(20)


@pytest.mark.parametrize(("system", "words"), [("darwin", "System Settings"), ("win32", "Settings > Privacy")])
def test_other_systems_ask_for_consent(
    system: str, words: str, system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    here()
    monkeypatch.setattr("sys.platform", system)
    (found,) = check(system_files())
    assert words in found.fix[-1]
    here(CameraInfo("0", "FaceTime"))
    monkeypatch.setattr(cameras, "is_in_use", is_in_use)
    assert check(system_files())[0].level is Level.OK


def test_one_that_vanishes_meanwhile(system_files: BuildFiles, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here(_ONE)

    def gone(camera: CameraInfo) -> bool:
        raise DeviceError(f"There is no camera {camera.key}.", "List them.")

    monkeypatch.setattr(cameras, "is_in_use", gone)
    assert check(system_files())[0].fix == ("List them.",)
