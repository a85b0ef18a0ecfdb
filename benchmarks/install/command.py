"""Measures the README's first command on a bare Debian, from the command to the window.

    python -m benchmarks.install FOLDER --release trixie --user root

Run it as root, with debootstrap, Xvfb, xdotool and ImageMagick. FOLDER gets the system; where it already holds a bare
one, that is used. Sizes are in megabytes: fetched as apt-get and pip report them, on disk as `du` counts the system
with the clone. The command is then run again without a network.
"""

import argparse
import json
import os
import pty
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.install.bare_system import CLONE, BareSystem
from benchmarks.install.log import Chunk, fetched_by_apt, fetched_by_pip, longest_silence
from bisenet.arguments import Parser

# apt's lists of all packages, which every system has that installs anything.
APT_INDEX = ("var/lib/apt", "var/cache/apt")
ARGUMENTS = ("--background", "beach.jpg")
_TITLE = "bisenet-bg"
_PATIENCE = 1800.0
_POLL, _SIZES_EVERY, _SETTLED = 0.25, 3.0, 5.0


def main() -> int:
    """Run it; return 0, or 1 where the second start wrote something or the first was silent for too long."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of the system")
    parser.add_argument("--release", default="trixie", help="of Debian (default trixie)")
    parser.add_argument("--user", choices=("root", "sudo"), default="root", help="root, or a user with sudo")
    parser.add_argument("--has", action="append", default=[], metavar="PACKAGE", help="of Debian, installed before")
    parser.add_argument("--terminal", action="store_true", help="let the command write to a terminal, not to a pipe")
    parser.add_argument("--share", type=Path, action="append", default=[], help="folder of this computer to mount too")
    parser.add_argument(
        "--variable", action="append", default=[], metavar="NAME", help="of this environment to pass on"
    )
    parser.add_argument("--silence", type=float, default=10.0, metavar="SECONDS", help="allowed (default 10)")
    options = parser.parse_args()
    variables = {name: os.environ[name] for name in options.variable}
    system = BareSystem(
        options.folder, options.release, is_root=options.user == "root", shared=options.share, variables=variables
    )
    system.prepare(options.has)
    found: dict[str, Any] = {
        "release": options.release,
        "user": options.user,
        "has": options.has,
        "terminal": options.terminal,
    }
    with x_server() as display:
        before, apt_before = system.size(), system.size(*APT_INDEX)
        first = Run(system, display, options.folder.with_suffix(".first.log"), terminal=options.terminal)
        first.wait(options.folder.with_suffix(".first.png"))
        second = Run(system, display, options.folder.with_suffix(".second.log"), terminal=False, network=False)
        second.wait(options.folder.with_suffix(".second.png"))
    found |= {
        "fetched_by_apt_mb": round(fetched_by_apt(first.text), 1),
        "fetched_by_pip_mb": round(fetched_by_pip(first.text), 1),
        "before_mb": before,
        "peak_mb": max(first.sizes),
        "after_mb": first.sizes[-1],
        "environment_mb": system.size(f"{CLONE}/.venv".removeprefix("/")),
        "apt_index_mb": system.size(*APT_INDEX) - apt_before,
        "window_after_s": round(first.window_at, 1),
        "longest_silence_s": round(longest_silence(first.chunks, first.window_at), 1),
        "second_window_after_s": round(second.window_at, 1),
        "second_output": second.text,
    }
    print(json.dumps(found, indent=2))
    return int(bool(second.text) or found["longest_silence_s"] > options.silence)


class Run:
    """One start of the program, with what it writes; it is ended once its window has been seen.

    Attributes:
        chunks: what it wrote until its window was visible and some seconds longer.
        sizes: megabytes of the system every few seconds, at last after the end.
        window_at: seconds from the start to the visible window.
    """

    def __init__(self, system: BareSystem, display: str, log: Path, *, terminal: bool, network: bool = True) -> None:
        self.chunks: list[Chunk] = []
        self.sizes: list[int] = []
        self.window_at = 0.0
        self._system, self._display, self._log = system, display, log
        self._reading_end, writing_end = pty.openpty() if terminal else os.pipe()
        self._start = time.monotonic()
        self._process = system.start(ARGUMENTS, writing_end, display=display, network=network)
        os.close(writing_end)

    @property
    def text(self) -> str:
        """All output."""
        return "".join(chunk.text for chunk in self.chunks)

    def wait(self, picture: Path) -> None:
        """Wait for the window, write a picture of the screen, and end the program.

        Raises:
            SystemExit: it ended by itself, or there was no window for half an hour.
        """
        reader = threading.Thread(target=self._read, daemon=True)
        done = threading.Event()
        sizer = threading.Thread(target=self._follow_sizes, args=(done,))
        reader.start()
        sizer.start()
        try:
            self._wait_for_window()
            time.sleep(_SETTLED)
            subprocess.run(["import", "-display", self._display, "-window", "root", str(picture)], check=True)
        finally:
            done.set()
            # The program has changed its user, so it would outlive the process that started it.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            sizer.join()
            reader.join(_SETTLED)
            self._log.write_text("".join(f"[{one.at:.1f}] {one.text}" for one in self.chunks), encoding="utf-8")
        self.sizes.append(self._system.size())

    def _wait_for_window(self) -> None:
        search = ["xdotool", "search", "--onlyvisible", "--name", _TITLE]
        environment = {**os.environ, "DISPLAY": self._display}
        while subprocess.run(search, env=environment, capture_output=True, check=False).returncode:
            if self._process.poll() is not None:
                raise SystemExit(f"install: the command ended with {self._process.returncode}:\n{self.text[-2000:]}")
            if time.monotonic() - self._start > _PATIENCE:
                raise SystemExit(f"install: there is no window:\n{self.text[-2000:]}")
            time.sleep(_POLL)
        self.window_at = time.monotonic() - self._start

    def _read(self) -> None:
        while True:
            try:
                chunk = os.read(self._reading_end, 65536)
            except OSError:
                # Linux reports the end of a terminal as an error.
                return
            if not chunk:
                return
            self.chunks.append(Chunk(time.monotonic() - self._start, chunk.decode(errors="replace")))

    def _follow_sizes(self, done: threading.Event) -> None:
        while not done.wait(_SIZES_EVERY):
            self.sizes.append(self._system.size())


@contextmanager
def x_server() -> Iterator[str]:
    """Run an X server that takes every user's windows; the context is its display."""
    reading_end, writing_end = os.pipe()
    screen = ["-screen", "0", "1600x1000x24"]
    command = ["Xvfb", "-displayfd", str(writing_end), *screen, "-ac", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing_end], stderr=subprocess.DEVNULL)
    os.close(writing_end)
    with os.fdopen(reading_end) as pipe:
        number = pipe.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
