"""Firefox and Chromium open the camera of the real program through PipeWire, by getUserMedia."""

import base64
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.devices.linux.pipewire.desktop import MISSING, REASON, Desktop, desktop, end
from tests.devices.linux.pipewire.test_program import GREEN, program, status, wait_for

_PAGE = Path(__file__).with_name("browser_page.html")
_LONGEST_SECONDS = 900.0
_PORTALS = [Path(f"/usr/libexec/xdg-{name}") for name in ("permission-store", "desktop-portal", "desktop-portal-gtk")]
_MISSING = MISSING or [name for name in ("Xvfb",) if shutil.which(name) is None] + [
    path.name for path in _PORTALS if not path.exists()
]
_FIREFOX_SETTINGS = {
    "media.webrtc.camera.allow-pipewire": True,
    "media.navigator.permission.disabled": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(_MISSING), reason=f"{REASON}, Xvfb and xdg-desktop-portal-gtk"),
]


def is_green(found: dict[str, Any]) -> bool:
    """Say whether a page shows the background at all points."""
    return "colours" in found and bool(np.abs(np.array(found["colours"]) - GREEN).max() <= 16)


class Report:
    """A page for a browser, and what it reports."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.arrived = threading.Event()
        report = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(_PAGE.read_bytes())

            def do_POST(self) -> None:
                report.found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()
                if is_green(report.found):
                    report.arrived.set()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def wait(self, browser: "subprocess.Popen[bytes]") -> bool:
        """Wait until the page shows the background; say whether it does, before the browser ended."""
        ends = time.monotonic() + _LONGEST_SECONDS
        while not self.arrived.wait(0.5):
            if browser.poll() is not None or time.monotonic() > ends:
                return False
        return True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def started(session: Desktop, *command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, env={**session.environment, **environment}, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        yield process
    finally:
        end(process)


@contextmanager
def display(session: Desktop) -> Iterator[None]:
    """Run a screen in memory within the block; its number is one that no other program uses."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x800x24"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, pass_fds=(writes,), stdin=quiet, stdout=quiet, stderr=quiet)
    os.close(writes)
    try:
        with os.fdopen(reads) as numbers:
            session.environment["DISPLAY"] = f":{numbers.readline().strip()}"
        yield
    finally:
        end(process)


@pytest.fixture
def session() -> Iterator[Desktop]:
    """A session with a display, in which the program runs and whose user has allowed the camera once."""
    with desktop() as running:
        running.environment["XDG_CURRENT_DESKTOP"] = "GNOME"
        with (
            display(running),
            program(running, "--size", "1280x720"),
            started(running, str(_PORTALS[0])),
            started(running, str(_PORTALS[2])),
        ):
            # The portal 1.16 of Debian 12 looks for cameras only when it starts.
            wait_for(lambda: '"bisenet-bg"' in running.dump())
            wait_for(lambda: status(running).get("fps", {}).get("processed", 0) > 0)
            with started(running, str(_PORTALS[1])):
                wait_for(lambda: _allow_camera(running))
                wait_for(lambda: _is_camera_present(running))
                yield running


def _is_camera_present(session: Desktop) -> bool:
    call = [
        "gdbus", "call", "--session", "--dest", "org.freedesktop.portal.Desktop",
        "--object-path", "/org/freedesktop/portal/desktop",
        "--method", "org.freedesktop.DBus.Properties.Get", "org.freedesktop.portal.Camera", "IsCameraPresent",
    ]  # fmt: skip
    done = subprocess.run(call, env=session.environment, capture_output=True, text=True, check=False)
    return "true" in done.stdout


def _allow_camera(session: Desktop) -> bool:
    call = [
        "gdbus", "call", "--session", "--dest", "org.freedesktop.impl.portal.PermissionStore",
        "--object-path", "/org/freedesktop/impl/portal/PermissionStore",
        "--method", "org.freedesktop.impl.portal.PermissionStore.SetPermission",
        "devices", "true", "camera", "", "['yes']",
    ]  # fmt: skip
    return subprocess.run(call, env=session.environment, capture_output=True, check=False).returncode == 0


def firefox(folder: Path, address: str) -> list[str]:
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _FIREFOX_SETTINGS.items())
    (folder / "user.js").write_text("\n".join(lines))
    return ["firefox-esr", "--no-remote", "--profile", str(folder), address]


def chromium(folder: Path, address: str) -> list[str]:
    flags = ["no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update"]
    camera = ["enable-features=WebRtcPipeWireCamera", "use-fake-ui-for-media-stream", f"user-data-dir={folder}"]
    return ["chromium", *(f"--{flag}" for flag in (*flags, "disable-sync", *camera)), address]


@pytest.mark.parametrize("browser", [firefox, chromium])
def test_a_browser_shows_the_background(session: Desktop, tmp_path: Path, browser: Any) -> None:
    report = Report()
    command = browser(tmp_path, report.address)
    if shutil.which(command[0]) is None:
        report.close()
        pytest.skip(f"needs {command[0]}")
    try:
        with started(session, *command, HOME=str(tmp_path)) as running:
            assert report.wait(running), (report.found, running.poll(), status(session))
    finally:
        report.close()
    found = report.found
    picture = found.pop("picture", "")
    if folder := os.environ.get("BROWSER_PICTURES"):
        Path(folder, f"{command[0]}.png").write_bytes(base64.b64decode(picture.partition(",")[2]))
        Path(folder, f"{command[0]}.json").write_text(json.dumps(found))
    assert "BiSeNet Background" in " ".join(found["labels"]), found
    assert found["size"] == [1280, 720]
