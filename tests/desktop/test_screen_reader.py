"""A session with a screen reader over the real AT-SPI: from the start of the window to a running virtual camera."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# Debian's Python has the bindings; they cannot be installed into a virtual environment.
PYTHON = "/usr/bin/python3"
BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
PACKAGES = {
    "Xvfb": "xvfb",
    "dbus-run-session": "dbus",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    PYTHON: "python3-gi",
}


@pytest.fixture
def display() -> Iterator[str]:
    """Return the name of an empty X display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as lines:
        number = lines.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def missing() -> str:
    """Return what this test cannot run without, "" if it is all there."""
    packages = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if not packages and subprocess.run([PYTHON, "-c", BINDINGS], capture_output=True, check=False).returncode:
        packages = ["python3-gi", "gir1.2-atspi-2.0"]
    return " ".join(packages)


@pytest.fixture
def found(display: str, tmp_path: Path) -> dict[str, Any]:
    """Return what a screen reader found in a session with the window."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "WAYLAND_", "QT_"))},
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "GTK_A11Y": "none",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        **{f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "CACHE", "STATE")},
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    window = [sys.executable, "-m", "tests.desktop.window_without_devices", "--camera", "demo", "--size", "640x360"]
    reader, answer = Path(__file__).with_name("screen_reader.py"), tmp_path / "found.json"
    run = subprocess.run(
        ["dbus-run-session", "--", PYTHON, str(reader), str(answer), *window],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return result


@pytest.mark.skipif(bool(missing()), reason=f"needs the Debian packages {missing()}")
def test_a_session_with_a_screen_reader(found: dict[str, Any]) -> None:
    controls = [(name, role) for name, role in found["controls"]]
    assert len(controls) > 20
    assert all(name and role not in ("unknown", "invalid", "filler") for name, role in controls), controls
    assert [name for name, count in Counter(name for name, _ in controls).items() if count > 1] == []
    assert [name for name, role in controls if role == "radio button" and name.startswith("Background")]
    (blur,) = found["checked"]
    assert blur.startswith("Background: Blur")
    assert found["group"] == ["panel", "Backgrounds"]
    assert found["size"] == [100.0, 10.0, 400.0]
    assert found["before"] == "Nobody sees you: the virtual camera is off."
    assert found["during"] == "Others can see you."
    expected = [
        "Background: Blur",
        "Virtual camera is on, Zoom is watching",
        "You are hidden. Others see a still picture.",
        "You are shown again. Others can see you.",
        "Virtual camera is off",
    ]
    # Others may come between, such as that nobody is watching yet.
    spoken = iter(found["spoken"])
    assert all(words in spoken for words in expected), found["spoken"]
