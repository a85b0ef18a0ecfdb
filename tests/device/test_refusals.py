"""What the command says where a device is missing, forbidden, in use or stuck."""

import re
import shutil
import signal
from pathlib import Path

import pytest

from app.devices.linux.v4l2 import query
from tests.device.conftest import Guest, Start, feed, take
from tests.device.test_app import SMALL

pytestmark = pytest.mark.device


def test_without_the_module(guest: Guest, red_camera: str, start: Start) -> None:
    guest("unload-loopback")
    try:
        app = start(*SMALL, "--camera", red_camera)
        line = app.says("There is no virtual camera on this computer")
        assert "apt install v4l2loopback-dkms" in line
        assert "modprobe v4l2loopback" in line
        assert app.wait() == 2
    finally:
        guest("load-loopback")


def test_without_permission(guest: Guest, red_camera: str, start: Start) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv to be another user")
    # Another user has other folders of its own.
    own = ("env", "-u", "XDG_RUNTIME_DIR", "-u", "XDG_CONFIG_HOME", "HOME=/nonexistent")
    nobody = (*own, "setpriv", "--reuid=nobody", "--clear-groups")
    app = start(*SMALL, "--camera", red_camera, prefix=nobody)
    assert "sudo usermod -aG video $USER" in app.says("You may not use /dev/video")
    assert app.wait() == 2


def test_a_webcam_that_another_program_uses(loopback: Path, red_camera: str, start: Start) -> None:
    meeting = take(red_camera)
    try:
        app = start(*SMALL, "--camera", red_camera)
        assert re.search(r"is in use by \S+ \(pid \d+\)\. Close that", app.says("in use"))
        assert app.wait() == 2
    finally:
        meeting.release()


def test_a_virtual_camera_that_another_program_feeds(loopback: Path, red_camera: str, start: Start) -> None:
    other = feed(loopback)
    try:
        app = start(*SMALL, "--camera", red_camera)
        assert f"The virtual camera {loopback} is in use by ffmpeg (pid {other.pid})." in app.says("in use")
        assert app.wait() == 2
    finally:
        other.kill()
        other.wait()


def test_a_virtual_camera_that_was_left_stuck_is_healed(loopback: Path, red_camera: str, start: Start) -> None:
    """Older modules announce nothing once a program that did not hold the stream has closed them."""
    other = feed(loopback)
    other.send_signal(signal.SIGINT)
    other.wait()
    node = query(loopback)
    app = start(*SMALL, "--camera", red_camera)
    app.says(f"({loopback})")
    assert app.end() == 0
    if node.capture or node.output:
        pytest.skip("this module does not get stuck")
