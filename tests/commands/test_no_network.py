"""At run time nothing reaches for the network: each job runs in a process that ends at its first internet socket."""

import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from app.factory import assets
from tests.clips import write_video
from tests.fakes import plain
from tests.offline import STATUS, environment

pytestmark = pytest.mark.slow

_START = """
import sys
from tests.offline import forbid_network
held = forbid_network()
"""
_MAIN = """
from app.cli.main import main
sys.exit(main())
"""
# The main job with a stand-in for the one part that no test machine has, the virtual camera.
_PIPELINE = """
import threading, time
import pyvirtualcam.camera
from app.commands.headless import serve
from app.config import AppConfig
from app.core.types import Size
from app.devices import virtual_camera
from app.factory import build_pipeline
from tests.fakes import FakeBackend
pyvirtualcam.camera.BACKENDS["fake"] = FakeBackend
virtual_camera.handlers = lambda: (virtual_camera.Handler("fake", "Fake Camera", ""),)
config = AppConfig(sys.argv[1], camera="demo", virtual_camera=(), size=Size(320, 180), fps=60)
pipeline = build_pipeline(config)
stop = threading.Event()
pipeline.start()
serving = threading.Thread(target=serve, args=(pipeline, stop))
serving.start()
deadline = time.monotonic() + 60
while not (FakeBackend.frames and pipeline.status().processed_fps) and time.monotonic() < deadline:
    time.sleep(0.01)
stop.set()
serving.join()
assert pipeline.stop() == [] and pipeline.status().processed_fps
"""
_WINDOW = """
from PySide6.QtCore import QTimer
from app.gui.startup import application as shell
show = shell.show_window
def show_for_a_moment(start, quit_asked, instance):
    class Application(shell.Application):
        def exec(self):
            QTimer.singleShot(1500, self.quit)
            return super().exec()
    shell.Application = Application
    return show(start, quit_asked, instance)
shell.show_window = show_for_a_moment
"""
# What a part would do that was made to, or made so by a library that changed.
_SABOTAGE = {
    "a socket of Python": "import socket; socket.socket(socket.AF_INET6)",
    "a name that is looked up": "import socket; socket.getaddrinfo('localhost', 80)",
    "a library's own socket": "import av; av.open('http://127.0.0.1:9/a.mp4')",
    "another process": (
        "import subprocess; subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'], check=True)"
    ),
}
_SEGMENTER, _BACKGROUND = (
    "app.inference.BisenetSegmenter.__call__",
    "app.core.compositing.backgrounds.ImageBackground.picture",
)
_NATIVE = ("a library's own socket", "another process")


def run(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-c", _START + code, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=environment(home), timeout=120, check=False
    )


def left_at_home(folder: Path) -> list[str]:
    """Return what a run kept for later: reports are collected in the user's folder before they are sent."""
    return [str(path) for path in (folder / "home").rglob("*")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a picture and two videos."""
    from app.devices.media.pictures import write_picture

    write_picture(tmp_path / "me.png", plain((90, 90, 90)))
    write_video(tmp_path / "me.mp4", [60] * 5)
    write_video(tmp_path / "waves.webm", [60, 90] * 5)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["devices"],
        ["render", "me.png", "out.png", "--background", "loft"],
        ["render", "me.mp4", "out.mp4", "--background", "waves.webm"],
        ["render", "me.mp4", "out.webm", "--background", "transparent"],
        ["bench", "--seconds", "0.1", "--size", "64x36", "--background", "blur"],
    ],
    ids=" ".join,
)
def test_no_command_uses_the_network(arguments: list[str], folder: Path) -> None:
    done = run(_MAIN, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert left_at_home(folder) == []


def test_the_main_job_does_not_use_the_network(folder: Path) -> None:
    done = run(_PIPELINE, str(folder / "waves.webm"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert left_at_home(folder) == []


def test_a_queued_telemetry_report_would_be_noticed(folder: Path) -> None:
    """ONNX Runtime collects for some seconds before it opens its first socket, and goes on at the next start."""
    done = run("import onnxruntime\n" + _PIPELINE, str(folder / "waves.webm"), cwd=folder)
    assert done.returncode == 0, done.stderr
    if tuple(map(int, version("onnxruntime").split(".")[:2])) < (1, 29) or sys.platform == "win32":
        pytest.skip("this ONNX Runtime has nothing to report")
    assert left_at_home(folder)


def test_the_window_does_not_use_the_network(folder: Path) -> None:
    done = run(_WINDOW + _MAIN, "--camera", str(assets() / "demo.mp4"), cwd=folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("stage", "deed"), [*((_SEGMENTER, deed) for deed in _SABOTAGE), (_BACKGROUND, "a library's own socket")]
)
def test_a_stage_that_uses_the_network_would_be_noticed(deed: str, stage: str, folder: Path) -> None:
    if deed in _NATIVE and run("sys.exit(not held)", cwd=folder).returncode:
        pytest.skip("this system cannot hold native code back")
    module, kind, method = stage.rsplit(".", 2)
    code = f"""
import {module}
usual = {stage}
def sabotaged(*arguments, **named):
    {_SABOTAGE[deed]}
    return usual(*arguments, **named)
{module}.{kind}.{method} = sabotaged
"""
    done = run(code + _MAIN, "render", "me.png", "out.png", cwd=folder)
    if deed == "another process":
        # It was ended, which its parent saw.
        assert "died with <Signals.SIGSYS" in done.stderr
    else:
        assert done.returncode in (STATUS, -getattr(signal, "SIGSYS", STATUS)), done.stderr
    assert not (folder / "out.png").exists()
