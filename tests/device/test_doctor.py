"""The doctor on a real kernel, in every state that it must tell apart.

What every machine with v4l2loopback can show runs there; states that load modules or unplug cameras need a guest made
for that (`CAMERA_VM=1`, root, and its command `camera-vm-guest`).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.devices.linux import v4l2

_LOOPBACKS = [node for node in v4l2.nodes() if node.loopback] if sys.platform.startswith("linux") else []
_IN_GUEST = os.environ.get("CAMERA_VM") == "1" and sys.platform.startswith("linux") and os.geteuid() == 0
pytestmark = [
    pytest.mark.device,
    pytest.mark.skipif(not _LOOPBACKS, reason="needs a device of v4l2loopback that may be opened"),
]
Running = Callable[..., AbstractContextManager[int]]
guest_only = pytest.mark.skipif(not _IN_GUEST, reason="loads modules or unplugs cameras: needs CAMERA_VM=1 and root")

_DOCTOR = (sys.executable, "-c", "import sys; from app.cli.main import main; sys.exit(main())", "doctor", "--json")
Findings = dict[str, list[dict[str, Any]]]
_LABEL = "BiSeNet Background"
# Feeds a device as programs do that hold no stream; the word "for ever" is what keeps it running.
_FEED = """
import sys, time
import numpy as np
import pyvirtualcam
with pyvirtualcam.Camera(640, 480, 15, device=sys.argv[1], backend="v4l2loopback") as camera:
    camera.send(np.full((480, 640, 3), 90, np.uint8))
    print("fed", flush=True)
    while "for ever" in sys.argv:
        camera.send(np.full((480, 640, 3), 90, np.uint8))
        time.sleep(0.05)
"""
_WAIT = """
import sys, time
file = open(sys.argv[1], "r+b", buffering=0)
print("open", flush=True)
time.sleep(600)
"""
_WEBCAM = """
import sys
import cv2
capture = cv2.VideoCapture(sys.argv[1], cv2.CAP_V4L2)
capture.read()
print("read", flush=True)
while True:
    capture.read()
"""


def doctor(*before: str) -> tuple[int, Findings]:
    """Run the command and return its exit status and its findings by check."""
    done = subprocess.run(
        [*before, *_DOCTOR], capture_output=True, text=True, check=False, env={**os.environ, "HOME": "/tmp"}
    )
    assert done.stdout, done.stderr
    findings: Findings = {}
    for finding in json.loads(done.stdout):
        findings.setdefault(finding["check"], []).append(finding)
    return done.returncode, findings


def problems(findings: Findings) -> list[str]:
    """Return the problems' sentences, but those of the window and the processor, which no camera changes."""
    return [
        finding["what"]
        for check, found in findings.items()
        for finding in found
        if finding["level"] == "problem" and check not in {"window", "processor"}
    ]


def guest(*words: str) -> None:
    """Do something to the cameras of the guest."""
    subprocess.run(["camera-vm-guest", *words], check=True)


@pytest.fixture
def running(tmp_path: Path) -> Running:
    """Return what runs a program until the end of a block, waits until it is ready, and gives its number."""

    @contextmanager
    def run(code: str, *arguments: str, name: str = "meeting.py") -> Iterator[int]:
        script = tmp_path / name
        script.write_text(code)
        program = subprocess.Popen([sys.executable, str(script), *arguments], stdout=subprocess.PIPE)
        try:
            assert program.stdout is not None
            assert program.stdout.readline()
            yield program.pid
        finally:
            program.kill()
            program.communicate()

    return run


@pytest.fixture
def fresh() -> Iterator[str]:
    """Give a device that was just loaded, and load it again for the next test."""
    guest("reload-loopback")
    yield "/dev/video10"
    guest("reload-loopback")


@guest_only
def test_healthy(fresh: str) -> None:
    status, found = doctor()
    assert (status, problems(found)) == (0, [])
    assert [camera["level"] for camera in found["cameras"]] == ["ok"]
    assert found["permissions"][0]["level"] == "ok"
    assert found["virtual camera"][0]["what"] == f"{fresh} ({_LABEL}) is free."
    assert found["proof"][0]["level"] == "ok"
    assert "came out of it again" in found["proof"][0]["what"]


@guest_only
def test_the_proof_can_be_repeated(fresh: str) -> None:
    assert doctor()[0] == 0
    node = v4l2.query(Path(fresh))
    assert (node.output, node.capture) == (True, False)
    assert "came out of it again" in doctor()[1]["proof"][0]["what"]


@guest_only
def test_no_module() -> None:
    guest("unload-loopback")
    try:
        status, found = doctor()
    finally:
        guest("load-loopback")
    assert status == 1
    assert problems(found) == ["v4l2loopback is installed but not loaded."]
    assert found["kernel module"][0]["commands"] == [
        f'sudo modprobe v4l2loopback video_nr=10 exclusive_caps=1 card_label="{_LABEL}"'
    ]
    assert "proof" not in found


@guest_only
def test_no_permission(fresh: str) -> None:
    # The guest's own files; a home that only root may enter would hide Python from the other user.
    for parent in Path(sys.executable).resolve().parents:
        parent.chmod(parent.stat().st_mode | 0o001)
    status, found = doctor("setpriv", "--reuid=nobody", "--clear-groups")
    assert status == 1
    assert problems(found) == ["You may not open /dev/video0, /dev/video10."]
    assert found["permissions"][0]["fix"][0] == "sudo usermod -aG video $USER"
    assert found["permissions"][0]["fix"][1].startswith("Log out and in again")
    assert "proof" not in found


@guest_only
def test_busy(fresh: str, running: Running) -> None:
    with running(_FEED, fresh, "for ever") as pid:
        status, found = doctor()
    (busy,) = found["virtual camera"]
    assert status == 1
    assert problems(found) == [busy["what"]]
    assert busy["what"] == f"{fresh} ({_LABEL}) is in use by meeting.py (pid {pid})."
    assert busy["fix"][-1] == f"kill {pid}"
    (proof,) = found["proof"]
    assert proof["level"] == "ok"
    assert proof["what"].startswith(f"A picture of 640x480 came out of {fresh}")


@guest_only
def test_fed_by_bisenet_bg(fresh: str, running: Running) -> None:
    with running(_FEED, fresh, "for ever", name="bisenet-bg") as pid:
        status, found = doctor()
    assert (status, problems(found)) == (0, [])
    assert found["virtual camera"][0]["what"] == f"{fresh} ({_LABEL}) is fed by bisenet-bg (pid {pid})."
    assert found["proof"][0]["what"].startswith(f"A picture of 640x480 came out of {fresh}")


@guest_only
def test_nothing_is_written_while_a_program_waits(fresh: str, running: Running) -> None:
    with running(_WAIT, fresh) as pid:
        status, found = doctor()
    assert (status, problems(found)) == (0, [])
    assert f"meeting.py (pid {pid}) has it open" in found["virtual camera"][0]["what"]
    assert "proof" not in found
    # A device that was never fed has no format yet.
    assert Path("/sys/class/video4linux/video10/format").read_text().strip() == ""


@guest_only
def test_a_format_that_is_kept(fresh: str, running: Running) -> None:
    subprocess.run(["v4l2-ctl", "-d", fresh, "-c", "keep_format=1"], check=True)
    with running(_FEED, fresh):
        time.sleep(5)
    status, found = doctor()
    assert (status, len(problems(found))) == (1, 1)
    (left,) = found["virtual camera"]
    assert "announces pictures but gives none" in left["what"]
    subprocess.run(left["fix"][0].split(), check=True)
    assert problems(doctor()[1]) == []


@guest_only
def test_a_busy_webcam(fresh: str, running: Running) -> None:
    with running(_WEBCAM, "/dev/video0") as pid:
        status, found = doctor()
    assert status == 1
    assert problems(found) == [found["cameras"][0]["what"]]
    assert found["cameras"][0]["what"] == f"vivid (/dev/video0) is in use by meeting.py (pid {pid})."
    assert found["cameras"][0]["fix"][-1] == f"kill {pid}"


@guest_only
def test_stuck(fresh: str, running: Running) -> None:
    # It ends by itself, which leaves the device behind.
    with running(_FEED, fresh):
        time.sleep(5)
    node = v4l2.query(Path(fresh))
    if node.output or node.capture:
        pytest.skip("this v4l2loopback does not get stuck")
    status, found = doctor()
    assert status == 0
    stuck, free = found["virtual camera"]
    assert stuck["level"] == "warning"
    assert "was stuck" in stuck["what"]
    assert stuck["fix"][-2:] == [
        "sudo modprobe -r v4l2loopback",
        f'sudo modprobe v4l2loopback video_nr=10 exclusive_caps=1 card_label="{_LABEL}"',
    ]
    assert free["what"] == f"{fresh} ({_LABEL}) is free."
    assert found["proof"][0]["level"] == "ok"


@guest_only
def test_no_camera(fresh: str) -> None:
    guest("unplug-camera")
    try:
        status, found = doctor()
    finally:
        guest("plug-camera")
    assert status == 1
    assert problems(found) == ["No webcam was found."]
    assert found["proof"][0]["level"] == "ok"


@guest_only
def test_without_exclusive_caps_and_with_another_label() -> None:
    guest("reload-loopback", "devices=2", "video_nr=10,11", "exclusive_caps=0,1", "card_label=A,B")
    try:
        status, found = doctor()
    finally:
        guest("reload-loopback")
    assert status == 1
    assert problems(found) == ["/dev/video10 (A) is loaded with exclusive_caps=0."]
    assert '/dev/video11 calls itself "B".' in [finding["what"] for finding in found["virtual camera"]]
    assert [proof["level"] for proof in found["proof"]] == ["ok", "ok"]


def test_a_device_is_proved_or_said_to_be_in_use() -> None:
    _, found = doctor()
    told = " ".join(finding["what"] for finding in found["virtual camera"])
    assert all(str(node.path) in told for node in _LOOPBACKS)
    assert found.get("proof") or "has it open" in told
