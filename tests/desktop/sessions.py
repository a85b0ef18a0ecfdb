"""Private desktop sessions without a screen: sway and labwc on Wayland, openbox on X11, each with its own D-Bus."""

import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from app.control.client import ask
from app.control.protocol import Command, Request
from app.core.errors import ConfigError
from tests.desktop.bus import private_bus

ROOT = Path(__file__).resolve().parents[2]
# Without a graphics card and without input devices.
_HEADLESS = {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"}
_SWAY = "output HEADLESS-1 resolution {size} scale {scale} background #204080 solid_color\ndefault_border none\n"
_PATIENCE = 20.0


@dataclass
class Desktop:
    """A running session.

    Attributes:
        name: of its window manager.
        folder: its own, for home, settings and sockets.
        environment: for the programs in it.
        bus: address of its D-Bus.
    """

    name: str
    folder: Path
    environment: dict[str, str]
    bus: str

    @contextmanager
    def program(self, *arguments: str, python: Sequence[str] = ("-m", "app")) -> "Iterator[Running]":
        """Start the program, or another Python program, and end it after the block."""
        out, err = self.folder / "out", self.folder / "err"
        with out.open("w") as output, err.open("w") as errors:
            command = [sys.executable, *python, *arguments]
            process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=errors, cwd=self.folder)
        try:
            yield Running(process, out, err)
        finally:
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the session to its end."""
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )

    def second_start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Start the program while it runs already."""
        return self.run(sys.executable, "-m", "app", *arguments)

    def picture(self) -> Image.Image:
        """Return what is on the screen."""
        if self.name == "openbox":
            raw = subprocess.run(["xwd", "-root", "-silent"], env=self.environment, capture_output=True, check=True)
            return _from_xwd(raw.stdout)
        shot = subprocess.run(["grim", "-t", "ppm", "-"], env=self.environment, capture_output=True, check=True)
        return Image.open(io.BytesIO(shot.stdout)).convert("RGB")

    def type_keys(self, *arguments: str) -> None:
        """Type on a virtual keyboard, with the arguments of wtype."""
        assert self.run("wtype", *arguments).returncode == 0


@dataclass
class Running:
    """A program in a session.

    Attributes:
        process: that was started.
        out: file with its output.
        err: file with its errors.
    """

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    def wait_for_window(self) -> None:
        """Wait until the program shows pictures of the camera."""
        wait_for(lambda: _processed_fps() > 0, lambda: self.process.poll() is None, self.err.read_text)


def remember(session: Desktop, **settings: object) -> None:
    """Write the settings of an earlier start."""
    file = Path(session.environment["XDG_CONFIG_HOME"]) / "bisenet-bg" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"version": 2, "welcomed": True, **settings}))


def wait_for(
    condition: Callable[[], bool],
    goes_on: Callable[[], bool] = lambda: True,
    explain: Callable[[], str] = lambda: "",
) -> None:
    """Wait for a condition; fail where it never comes, or what should go on ends."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert goes_on(), explain()
        assert time.monotonic() < deadline, f"the condition never came {explain()}"
        time.sleep(0.1)


@contextmanager
def desktop(name: str, folder: Path, size: tuple[int, int] = (1400, 1000), scale: float = 1.0) -> Iterator[Desktop]:
    """Run a session within the block; skip the test where its programs are not installed.

    Args:
        name: "sway", "labwc" or "openbox".
        folder: empty, with a short path, for everything of the session.
        size: of the screen, in pixels.
        scale: pixels per point; on Wayland only.
    """
    tools = {"sway": ("sway", "grim"), "labwc": ("labwc", "grim", "wlr-randr"), "openbox": ("openbox", "Xvfb", "xwd")}
    missing = [tool for tool in tools[name] if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    runtime, home = folder / "run", folder / "home"
    runtime.mkdir(mode=0o700)
    home.mkdir()
    with ExitStack() as stack:
        address = stack.enter_context(private_bus(folder))
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_SESSION_TYPE": "x11" if name == "openbox" else "wayland",
            "XDG_CURRENT_DESKTOP": name,
            "DBUS_SESSION_BUS_ADDRESS": address,
        }
        start = _start_x11 if name == "openbox" else _start_wayland
        environment |= start(stack, name, folder, environment, size, scale)
        # For the requests that the tests send.
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        yield Desktop(name, folder, environment, address)


def _start_wayland(
    stack: ExitStack, name: str, folder: Path, environment: dict[str, str], size: tuple[int, int], scale: float
) -> dict[str, str]:
    runtime = Path(environment["XDG_RUNTIME_DIR"])
    width, height = size
    configuration = folder / "sway.conf"
    configuration.write_text(_SWAY.format(size=f"{width}x{height}", scale=scale))
    command = [name, "-c", str(configuration)] if name == "sway" else [name]
    log = folder / "compositor.log"
    process = _background(stack, command, environment | _HEADLESS, log)
    found: list[Path] = []

    def has_socket() -> bool:
        found[:] = [path for path in runtime.glob("wayland-*") if path.suffix != ".lock"]
        return bool(found) or process.poll() is not None

    wait_for(has_socket)
    if not found:
        pytest.skip(f"{name} does not start here: {log.read_text().strip().splitlines()[-1:]}")
    display = {"WAYLAND_DISPLAY": found[0].name}
    if name == "sway":
        display["SWAYSOCK"] = str(next(runtime.glob("sway-ipc.*")))
    else:
        mode = ["wlr-randr", "--output", "HEADLESS-1", "--custom-mode", f"{width}x{height}", "--scale", str(scale)]
        wait_for(
            lambda: subprocess.run(mode, env=environment | display, capture_output=True, check=False).returncode == 0
        )
    return display


def _start_x11(
    stack: ExitStack, name: str, folder: Path, environment: dict[str, str], size: tuple[int, int], scale: float
) -> dict[str, str]:
    width, height = size
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, server)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = {"DISPLAY": f":{pipe.readline().strip()}"}
    _background(stack, [name], environment | display, folder / "openbox.log")
    return display


def _background(
    stack: ExitStack, command: list[str], environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("w") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _processed_fps() -> float:
    try:
        status = ask(Request(Command.STATUS)).status
    except ConfigError:
        # It is starting, or has ended, which the caller notices.
        return 0.0
    return float(status["fps"]["processed"])


def _from_xwd(data: bytes) -> Image.Image:
    """Read a window dump, of 24 or 32 bits a pixel."""
    header = [int.from_bytes(data[at : at + 4], "big") for at in range(0, 100, 4)]
    size, width, height, bits, line, colours = header[0], header[4], header[5], header[11], header[12], header[19]
    pixels = data[size + 12 * colours :]
    return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX" if bits == 32 else "BGR", line)
