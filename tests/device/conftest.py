"""Real devices: v4l2loopback, and a webcam; whatever is missing skips the test and says so.

Cameras are unplugged and modules unloaded only in a virtual machine made for that, which sets CAMERA_VM=1 and has the
command `camera-vm-guest`.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.types import Rgb
from app.devices import cameras
from app.devices.linux import v4l2
from app.devices.linux.loopback import find_loopback

# Machines that emulate a processor take their time.
PATIENCE = 120.0
GREEN = (0, 177, 64)
RED = (255, 0, 0)
Guest = Callable[..., None]
Start = Callable[..., "App"]


def close_to(rgb: Rgb, colour: tuple[int, int, int], within: int = 24) -> bool:
    """Say whether a picture's median is a colour, but for what YUV and two conversions do to it."""
    found = np.median(rgb.reshape(-1, 3), axis=0)
    return bool((np.abs(found - np.array(colour)) <= within).all())


def shows_person(rgb: Rgb) -> bool:
    """Say whether the left half is the camera's red and the right half the background's green."""
    height, width = rgb.shape[:2]
    rows = slice(height // 4, -height // 4)
    left, right = rgb[rows, width // 8 : 3 * width // 8], rgb[rows, 5 * width // 8 : 7 * width // 8]
    return close_to(left, RED) and close_to(right, GREEN)


def reddish(rgb: Rgb) -> int:
    """Count the pixels that can be the camera's only."""
    red, green, blue = (rgb[..., channel].astype(int) for channel in range(3))
    return int(np.count_nonzero((red > 150) & (green < 90) & (blue < 90)))


@pytest.fixture
def loopback() -> Path:
    """A virtual camera that is free."""
    try:
        return Path(find_loopback(""))
    except DeviceError as error:
        pytest.skip(f"needs v4l2loopback: {error}")


@pytest.fixture
def guest() -> Guest:
    """Return what does to cameras what happens to them: unplug, plug in, unload, ..."""
    if os.environ.get("CAMERA_VM") != "1" or shutil.which("camera-vm-guest") is None:
        pytest.skip("needs a virtual machine whose cameras may be unplugged")

    def run(*words: str) -> None:
        subprocess.run(["camera-vm-guest", *words], check=True, timeout=PATIENCE)

    return run


@pytest.fixture
def red_camera(guest: Guest) -> str:
    """A webcam that sees nothing but red."""
    found = cameras.list_cameras()
    if not found:
        pytest.skip("needs a webcam")
    guest("pattern", "7")
    return found[0].key


class App:
    """The command in a process of its own."""

    def __init__(self, *words: str, prefix: tuple[str, ...] = ()) -> None:
        command = [*prefix, sys.executable, "-m", "tests.device.tiny_app", *words]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self.lines.append(line.rstrip())

    def says(self, words: str, patience: float = PATIENCE) -> str:
        """Wait for a line with these words."""
        deadline = time.monotonic() + patience
        while True:
            for line in list(self.lines):
                if words in line:
                    return line
            if time.monotonic() > deadline or (self.process.poll() is not None and not self._reader.is_alive()):
                pytest.fail(f"it never said '{words}', but: {self.lines}")
            time.sleep(0.05)

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it and return its status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Return its status when it ends by itself."""
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what starts the command; what still runs at the end is killed."""
    apps: list[App] = []

    def run(*words: str, prefix: tuple[str, ...] = ()) -> App:
        apps.append(App(*words, prefix=prefix))
        return apps[-1]

    yield run
    for app in apps:
        if app.process.poll() is None:
            app.end(signal.SIGKILL)
        app.wait()


class Viewer:
    """A program that reads the virtual camera, in a process of its own as a meeting would be.

    Each picture's verdict comes as a line: its size, whether it shows the person, and how many pixels are red.
    """

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "tests.device.viewer", str(path)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.seen: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.seen.append(line.rstrip())

    def sees(self, words: str, patience: float = PATIENCE) -> None:
        """Wait for a picture with this verdict that comes from now on."""
        begin, deadline = len(self.seen), time.monotonic() + patience
        while not any(words in line for line in self.seen[begin:]):
            if time.monotonic() > deadline:
                pytest.fail(f"no picture '{words}' came, but: {self.seen[begin:][-5:]}")
            time.sleep(0.05)

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        self._reader.join()


@pytest.fixture
def view(loopback: Path) -> Iterator[Callable[[], Viewer]]:
    """Return what starts a reader of the virtual camera."""
    viewers: list[Viewer] = []

    def open_it() -> Viewer:
        viewers.append(Viewer(loopback))
        return viewers[-1]

    yield open_it
    for viewer in viewers:
        viewer.close()


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"it never came that {what}")
        time.sleep(0.05)


def feed(path: Path) -> "subprocess.Popen[bytes]":
    """Start ffmpeg as another program that feeds the virtual camera."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("needs ffmpeg as another program that feeds the virtual camera")
    source = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10", "-pix_fmt", "yuv420p"]
    process = subprocess.Popen(["ffmpeg", "-loglevel", "error", *source, "-f", "v4l2", str(path)])
    wait_for(lambda: v4l2.query(path).capture and not v4l2.query(path).output, "ffmpeg feeds it")
    return process


def take(path: str) -> cv2.VideoCapture:
    """Read a camera in this process, as another program would."""
    capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
    assert capture.read()[0]
    return capture
