"""Who has a device open, on real processes and files."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from app.devices.linux.device_users import DeviceUser, holders_of

pytestmark = pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs /proc and a file under /dev")


@pytest.fixture
def device() -> Iterator[Path]:
    with NamedTemporaryFile(dir="/dev/shm", prefix="video") as file:
        yield Path(file.name)


def hold(device: Path, *words: str) -> subprocess.Popen[bytes]:
    code = "import sys; file = open(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, *words, "-c", code, str(device)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def let_go(process: subprocess.Popen[bytes]) -> None:
    process.communicate()


def test_holders_are_named_and_we_are_not_among_them(device: Path) -> None:
    assert holders_of(device) == ()
    with device.open():
        assert holders_of(device) == ()
        process = hold(device)
        (holder,) = holders_of(device)
        let_go(process)
    assert holder.pid == process.pid
    assert holder.program.startswith("python")
    assert str(holder) == f"{holder.program} (pid {process.pid})"
    assert holders_of(device) == ()


def test_a_script_is_called_by_its_own_name(device: Path, tmp_path: Path) -> None:
    script = tmp_path / "meeting.py"
    script.write_text("import sys; file = open(sys.argv[1]); print('held', flush=True); sys.stdin.read()")
    process = subprocess.Popen(
        [sys.executable, "-u", str(script), str(device)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    found = holders_of(device)
    let_go(process)
    assert found == (DeviceUser(process.pid, "meeting.py"),)


def test_a_program_that_writes_its_own_words_is_called_by_its_file(device: Path) -> None:
    """Chromium writes all its words as one, with folders among them."""
    words = "/usr/lib/chromium/chromium --type=utility --user-data-dir=/home/me/My profile"
    with device.open() as file, subprocess.Popen([words, "60"], executable="/bin/sleep", stdin=file) as process:
        try:
            while not (found := holders_of(device)):
                time.sleep(0.01)
        finally:
            process.kill()
    assert [holder.program for holder in found] == [Path("/bin/sleep").resolve().name]


def test_what_is_not_there_is_held_by_nobody(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert holders_of(device.with_name("video-absent")) == ()
    with device.open():
        monkeypatch.setattr("sys.platform", "win32")
        assert holders_of(device) == ()
