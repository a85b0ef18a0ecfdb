"""A virtual screen and the window on it; needs Xvfb, xdotool and ImageMagick."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PIL import Image

from app.child_python import module_command
from app.core.types import Size

TOOLS = ("Xvfb", "xdotool", "import")
_PATIENCE = 60.0
_ROOT = Path(__file__).parents[2]


class Desktop:
    """An X server with nothing on it, and a home of its own for what is started there.

    Args:
        size: of the screen, pixels.
        home: empty folder.
        scale: how many pixels are a point.
    """

    def __init__(self, size: Size, home: Path, scale: float = 1) -> None:
        self.size = size
        self.home = home
        self._scale = scale
        read_end, write_end = os.pipe()
        screen = ["-screen", "0", f"{size}x24"]
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), *screen, "-nolisten", "tcp"],
            pass_fds=[write_end],
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        self.environment = self._made_environment(f":{number}")

    def _made_environment(self, display: str) -> dict[str, str]:
        folders = {
            "HOME": self.home,
            "XDG_CONFIG_HOME": self.home / ".config",
            "XDG_STATE_HOME": self.home / ".local/state",
            "XDG_DATA_HOME": self.home / ".local/share",
            "XDG_RUNTIME_DIR": self.home / "run",
        }
        for folder in folders.values():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        given = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        more = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": f"{self._scale:g}"}
        return {**given, **{name: str(folder) for name, folder in folders.items()}, **more}

    def close(self) -> None:
        """End the server and whatever still draws on it."""
        self._server.terminate()
        self._server.wait()

    def do(self, *words: str) -> str:
        """Run a tool on this screen and return what it prints."""
        done = subprocess.run(words, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def shot(self, path: Path, quality: int = 88) -> None:
        """Write a picture of the whole screen, a JPEG."""
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "screen.png")
            self.do("import", "-window", "root", str(raw))
            with Image.open(raw) as picture:
                picture.convert("RGB").save(path, quality=quality)


class Window:
    """The running command.

    Args:
        desktop: where it is shown.
        words: of its command line.
    """

    def __init__(self, desktop: Desktop, *words: str) -> None:
        self.desktop = desktop
        self.process = subprocess.Popen(
            module_command("benchmarks.desktop.guided", *words),
            # This package is not installed, and the command does not look for it in the working folder.
            env={**desktop.environment, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def where(self, name: str) -> tuple[int, int] | None:
        """Return the middle of a control, pixels of the screen; None where there is none to be seen."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            raise RuntimeError("The window is gone.")
        return (int(answer[0]), int(answer[1])) if len(answer) == 2 else None

    def wait(self, name: str) -> tuple[int, int]:
        """Wait until a control is there and return its middle."""
        found: list[tuple[int, int]] = []

        def is_there() -> bool:
            place = self.where(name)
            if place is not None:
                found.append(place)
            return place is not None

        wait_for(is_there, f"'{name}' is shown")
        return found[-1]

    def point(self, x: int, y: int) -> None:
        """Move the mouse."""
        self.desktop.do("xdotool", "mousemove", str(x), str(y))

    def click(self, name: str) -> None:
        """Click into the middle of a control."""
        self.point(*self.wait(name))
        self.desktop.do("xdotool", "click", "1")

    def scroll_to(self, name: str, over: str) -> None:
        """Turn the wheel over another control until this one is seen."""
        self.point(*self.wait(over))

        def turned() -> bool:
            self.desktop.do("xdotool", "click", "5")
            return self.where(name) is not None

        wait_for(turned, f"'{name}' is scrolled to")

    def drag(self, name: str, dx: int, dy: int) -> None:
        """Drag from the middle of a control by so many pixels, in steps as a hand does."""
        x, y = self.wait(name)
        self.point(x, y)
        self.desktop.do("xdotool", "mousedown", "1")
        for step in range(1, 11):
            self.point(x + dx * step // 10, y + dy * step // 10)
        self.desktop.do("xdotool", "mouseup", "1")

    def key(self, *names: str) -> None:
        """Press keys, as xdotool calls them."""
        self.desktop.do("xdotool", "key", *names)

    def resize(self, size: Size) -> None:
        """Give the window another size, pixels, and the keys: without a window manager nobody else does."""
        identity = self.desktop.do("xdotool", "search", "--onlyvisible", "--name", "bisenet-bg").split()[0]
        self.desktop.do("xdotool", "windowsize", identity, str(size.width), str(size.height))
        self.desktop.do("xdotool", "windowmove", identity, "0", "0")
        self.desktop.do("xdotool", "windowfocus", identity)

    def close(self) -> int:
        """End it if it still runs, and return its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(_PATIENCE)


def missing() -> list[str]:
    """Return the programs that are needed and not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds.

    Raises:
        RuntimeError: it never came.
    """
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"It never came that {what}.")
        time.sleep(0.1)


@contextmanager
def shown(size: Size, scale: float, *words: str, home: Path | None = None) -> Iterator[Window]:
    """Show the window over a whole screen of a size, in a home of its own or in `home`, and end it afterwards."""
    with ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bg-")))
        desktop = Desktop(size, folder, scale)
        stack.callback(desktop.close)
        window = Window(desktop, *words)
        stack.callback(window.close)
        window.wait("Preview of what others see")
        window.resize(size)
        yield window
