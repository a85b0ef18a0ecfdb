"""Whether the display that the environment names takes connections; where none does, Qt aborts the whole process."""

import os
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_X11_FOLDER = "/tmp/.X11-unix"
_X11_PORT = 6000
# As in ":0", "unix:1.0", "tcp/localhost:10.0" and "[::1]:0".
_X11_NAME = re.compile(r"(?:(?P<protocol>\w+)/)?(?P<host>.*?):(?P<number>\d{1,4})(?:\.\d+)?")
_PATIENCE = 2.0


def answers(platform: str) -> bool:
    """Say whether there is what one of Qt's platforms connects to; of those but "xcb" and Wayland's, it always is."""
    if platform == "xcb":
        return _x11_answers(os.environ.get("DISPLAY", ""))
    if platform.startswith("wayland"):
        return _wayland_answers(os.environ.get("WAYLAND_DISPLAY") or "wayland-0")
    return True


def _x11_answers(display: str) -> bool:
    parts = _X11_NAME.fullmatch(display)
    if parts is None or Path(display).exists():
        # A form that only X11's library knows, such as a socket's path.
        return bool(display)
    host, number = parts["host"].strip("[]"), int(parts["number"])
    tries: list[Callable[[], bool]] = []
    if host in ("", "unix") or parts["protocol"] == "unix":
        path = f"{_X11_FOLDER}/X{number}"
        # Linux has a second one of that name, which lies in no folder.
        tries += [lambda: _takes(path), lambda: _takes(f"\0{path}")]
    if host != "unix" and parts["protocol"] != "unix":
        tries.append(lambda: _takes((host or "localhost", _X11_PORT + number)))
    return any(attempt() for attempt in tries)


def _wayland_answers(display: str) -> bool:
    if os.environ.get("WAYLAND_SOCKET"):
        # It is connected already.
        return True
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    # A whole path stays as it is.
    return (bool(folder) or Path(display).is_absolute()) and _takes(str(Path(folder, display)))


def _takes(address: str | tuple[str, int]) -> bool:
    with suppress(OSError):
        if isinstance(address, tuple):
            socket.create_connection(address, _PATIENCE).close()
            return True
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_PATIENCE)
            client.connect(address)
            return True
    return False
