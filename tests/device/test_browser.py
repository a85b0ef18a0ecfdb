"""A real browser chooses the virtual camera by getUserMedia, as Meet does, and sees the composited colours."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.devices import advice as names
from tests.device.conftest import GREEN, RED, Start, wait_for
from tests.device.test_app import SMALL

pytestmark = pytest.mark.device

# Emulated machines need a minute for the browser's first picture.
_PATIENCE = 400.0
_PAGE = """<!doctype html><title>call</title><video autoplay muted playsinline></video><script>
const tell = words => fetch('/told', {method: 'POST', body: JSON.stringify(words)});
(async () => {
  const media = navigator.mediaDevices;
  // As in a meeting: once the page may use cameras it learns their names, and the user chooses one.
  let stream = await media.getUserMedia({video: true}).catch(() => null);
  const found = (await media.enumerateDevices()).filter(device => device.kind === 'videoinput');
  const chosen = found.find(device => device.label.startsWith('LABEL'));
  if (!chosen) return tell({error: 'not listed', found: found.map(device => device.label)});
  if (stream) stream.getTracks().forEach(track => track.stop());
  stream = await media.getUserMedia({video: {deviceId: {exact: chosen.deviceId}}});
  const video = document.querySelector('video');
  video.srcObject = stream;
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  setInterval(() => {
    if (!video.videoWidth) return;
    canvas.width = video.videoWidth; canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const at = x => Array.from(pen.getImageData(x * canvas.width, canvas.height / 2, 1, 1).data.slice(0, 3));
    tell({label: stream.getVideoTracks()[0].label, size: [canvas.width, canvas.height], left: at(.25), right: at(.75)});
  }, 500);
})().catch(error => tell({error: String(error)}));
</script>"""


class Meeting:
    """Serves the page and keeps what it tells."""

    def __init__(self) -> None:
        told: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(_PAGE.replace("LABEL", names.LABEL).encode())

            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.told = told
        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    @contextmanager
    def open(self) -> Iterator[str]:
        """Serve meanwhile."""
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{self.server.server_port}/"
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


@contextmanager
def browsing(url: str, profile: Path) -> Iterator[None]:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs Chromium")
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    allowed = "--use-fake-ui-for-media-stream"
    process = subprocess.Popen(
        [browser, *flags, allowed, f"--user-data-dir={profile}", url],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def near(found: list[int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 40 for a, b in zip(found, wanted, strict=True))


def sees_the_person(profile: Path) -> None:
    """Wait until the browser sees the camera's red before the background's green."""
    meeting = Meeting()
    with meeting.open() as url, browsing(url, profile):

        def sees() -> bool:
            assert not any("error" in words for words in meeting.told), meeting.told
            return any(near(words["left"], RED) and near(words["right"], GREEN) for words in meeting.told)

        wait_for(sees, "the browser sees red before green", _PATIENCE)
        assert meeting.told[-1]["label"].startswith(names.LABEL)
        assert meeting.told[-1]["size"] == [320, 240]


def test_the_browser_sees_the_person_before_the_background(
    loopback: Path, red_camera: str, start: Start, tmp_path: Path
) -> None:
    app = start(*SMALL, "--camera", red_camera)
    app.says("Sending to")
    sees_the_person(tmp_path)
    assert "watching" in app.says("hrom")


def test_a_call_from_the_window(loopback: Path, red_camera: str, start: Start, tmp_path: Path) -> None:
    """As a newcomer does: the window, the big button, and the camera chosen in the browser."""
    start(*(word for word in SMALL if word != "--headless"), "--camera", red_camera)

    def press() -> bool:
        words = [sys.executable, "-m", "tests.device.tiny_app", "control", "virtual-camera", "on"]
        return subprocess.run(words, stderr=subprocess.DEVNULL, check=False).returncode == 0

    wait_for(press, "the window takes wishes")
    sees_the_person(tmp_path)
