"""From a real webcam through the command to a reader of the real virtual camera."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.devices.linux.device_users import holders_of
from app.devices.linux.v4l2 import query
from tests.device.conftest import Guest, Start, Viewer, wait_for

pytestmark = pytest.mark.device

View = Callable[[], Viewer]
WORDS = ("--headless", "--background", "#00b140", "--fps", "10", "--cpu-budget", "off")
SMALL = (*WORDS, "--size", "320x240")


def test_a_reader_sees_the_person_before_the_background(
    loopback: Path, red_camera: str, start: Start, view: View
) -> None:
    app = start(*SMALL, "--camera", red_camera)
    app.says(f"({loopback}) with the left half")
    assert "Reading vivid" in app.says("Reading")
    viewer = view()
    viewer.sees("320x240 person")
    app.says("watching")
    assert app.end() == 0
    # The last pictures that a meeting gets show nobody, and the device is free for the next.
    assert "red=0" in viewer.seen[-1]
    assert query(loopback).loopback


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_under_a_reader(
    number: signal.Signals, loopback: Path, red_camera: str, start: Start, view: View
) -> None:
    first = start(*SMALL, "--camera", red_camera)
    first.says("Sending to")
    viewer = view()
    viewer.sees("320x240 person")
    first.end(number)
    start(*SMALL, "--camera", red_camera).says("Sending to")
    viewer.sees("320x240 person")


def test_another_size_is_letter_boxed_under_a_reader(loopback: Path, red_camera: str, start: Start, view: View) -> None:
    """The module would take it, and the reader's picture would be garbled."""
    first = start(*SMALL, "--camera", red_camera)
    first.says("Sending to")
    viewer = view()
    viewer.sees("320x240 person")
    first.end()
    start(*WORDS, "--size", "640x480", "--camera", red_camera).says("Sending to")
    viewer.sees("320x240 person")
    assert all("320x240" in line for line in viewer.seen)


def test_unplugged_and_plugged_in_again(
    red_camera: str, start: Start, view: View, guest: Guest, loopback: Path
) -> None:
    app = start(*SMALL, "--camera", red_camera)
    app.says("Sending to")
    viewer = view()
    viewer.sees("320x240 person")
    guest("unplug-camera")
    try:
        # First that it was unplugged, then that it is not there.
        app.says("Plug it in again")
        viewer.sees("red=0")
    finally:
        guest("plug-camera")
    guest("pattern", "7")
    viewer.sees("320x240 person")
    assert app.end() == 0


def test_on_demand_the_camera_runs_only_under_a_reader(
    red_camera: str, start: Start, view: View, loopback: Path
) -> None:
    camera = Path(red_camera)
    app = start(*SMALL, "--camera", red_camera, "--on-demand")
    app.says("is idle until an app uses the virtual camera")
    assert holders_of(camera) == ()
    viewer = view()
    viewer.sees("320x240 person")
    assert [holder.pid for holder in holders_of(camera)] == [app.process.pid]
    viewer.close()
    wait_for(lambda: holders_of(camera) == (), "the camera rests")
    assert app.end() == 0
