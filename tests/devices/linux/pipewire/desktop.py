"""A PipeWire session of a test's own: message bus, daemon and session manager, without any hardware."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROGRAMS = ("dbus-daemon", "pipewire", "wireplumber", "pw-dump")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
REASON = f"needs {', '.join(MISSING)} (Debian: dbus pipewire wireplumber pipewire-bin)"
_START_SECONDS = 120.0
_END_SECONDS = 60.0


class Desktop:
    """The session's environment, and its daemon to end and start again.

    Args:
        folder: for its sockets.
    """

    def __init__(self, folder: Path) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_STATE_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'bus'}",
        }
        self._folder = folder

    @property
    def daemon(self) -> int:
        """Process id of the daemon."""
        return self._processes[1].pid

    def start_bus(self) -> None:
        """Start the message bus."""
        address = self.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._run("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}")
        self._wait_for(self._folder / "bus")

    def start(self) -> None:
        """Start daemon and session manager."""
        self._run("pipewire")
        self._wait_for(self._folder / "pipewire-0")
        self._run("wireplumber")
        ends = time.monotonic() + _START_SECONDS
        while "WirePlumber" not in self.dump():
            assert time.monotonic() < ends, "the session manager does not start"

    def stop(self) -> None:
        """End daemon and session manager; the message bus stays."""
        while len(self._processes) > 1:
            end(self._processes.pop())
        (self._folder / "pipewire-0").unlink(missing_ok=True)

    def close(self) -> None:
        """End everything."""
        while self._processes:
            end(self._processes.pop())

    def dump(self) -> str:
        """Return what `pw-dump` prints."""
        return subprocess.run(
            ["pw-dump"], env=self.environment, capture_output=True, text=True, timeout=_START_SECONDS, check=False
        ).stdout

    def _run(self, *command: str) -> None:
        quiet = subprocess.DEVNULL
        self._processes.append(
            subprocess.Popen(list(command), env=self.environment, stdin=quiet, stdout=quiet, stderr=quiet)
        )

    def _wait_for(self, path: Path) -> None:
        ends = time.monotonic() + _START_SECONDS
        while not path.exists():
            assert time.monotonic() < ends, f"{path.name} does not appear"
            time.sleep(0.01)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a program, by force if it is too busy to end itself."""
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def desktop() -> Iterator[Desktop]:
    """Run a session within the block."""
    with ExitStack() as undo:
        # A socket's path may have about a hundred characters only.
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="pw")))
        folder.chmod(0o700)
        session = Desktop(folder)
        undo.callback(session.close)
        session.start_bus()
        session.start()
        yield session
