"""Words that are remembered mean the same at the next start."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import AppConfig
from app.core.errors import DeviceError
from app.devices.cameras import CameraInfo
from app.settings.portable import camera_now, lasting
from tests.own_models import publish_copy

FRONT = CameraInfo("/dev/video0", "Front", "usb-1")
LEFT = CameraInfo("/dev/video2", "Stage", "046d:0825:A", has_serial=True)
RIGHT = CameraInfo("/dev/video4", "Stage", "046d:0825:B", has_serial=True)


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> list[CameraInfo]:
    """Cameras that are plugged in, in the order in which they were found."""
    cameras = [FRONT, LEFT, RIGHT]

    def find(text: str) -> CameraInfo:
        for camera in cameras:
            if text in (camera.key, camera.identity) or text.lower() in camera.name.lower():
                return camera
        raise DeviceError("It is gone.", "")

    monkeypatch.setattr("app.settings.portable.find_camera", find)
    return cameras


def kept(camera: str | None) -> str | None:
    return lasting(AppConfig(camera=camera)).camera


def test_a_camera_is_found_again_at_another_device(plugged: list[CameraInfo]) -> None:
    words = [kept(camera.key) for camera in plugged]
    plugged[:] = [replace(camera, key=f"/dev/video{10 - place}") for place, camera in enumerate(plugged)]
    assert [camera_now(word) for word in words if word] == [camera.key for camera in plugged]


def test_an_unplugged_camera_keeps_its_name(plugged: list[CameraInfo]) -> None:
    word = kept("/dev/video0")
    del plugged[0]
    assert word is not None
    assert camera_now(word) == word
    assert kept(word) == word


def test_no_camera_stays_none(plugged: list[CameraInfo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "front").write_bytes(b"")
    assert kept(None) is None
    assert kept("demo") == camera_now("demo") == "demo"
    assert kept("front") == str(tmp_path / "front")
    assert camera_now("front") == "front"


def test_files_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "me.png").write_bytes(b"")
    (tmp_path / "rooms").mkdir()

    def word(background: str) -> str:
        return lasting(AppConfig(background=background)).background

    assert word("me.png") == str(tmp_path / "me.png")
    assert word("rooms") == str(tmp_path / "rooms")
    assert word("slideshow:rooms") == f"slideshow:{tmp_path / 'rooms'}"
    for same in ("beach.jpg", "blur:30", "#102030", "slideshow:nowhere", "gone.png", str(tmp_path / "me.png")):
        assert word(same) == same


def test_a_model_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    publish_copy(tmp_path / "mine")

    def word(model: str | None) -> str | None:
        return lasting(AppConfig(model=model)).model

    assert word("mine") == word("./mine") == str(tmp_path / "mine")
    assert word("mine/bisenet-mobilenetv2") == str(tmp_path / "mine" / "bisenet-mobilenetv2")
    assert word("gone/model") == str(tmp_path / "gone" / "model")
    for same in (None, "bisenet-resnet18", "unet", str(tmp_path / "mine")):
        assert word(same) == same


def test_a_model_keeps_its_word_if_the_manifest_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    publish_copy(tmp_path / "mine")
    monkeypatch.setattr("bisenet.manifest.weights_folder", lambda: tmp_path / "nowhere")
    assert lasting(AppConfig(model="mine")).model == "mine"
