"""A served program in a folder of its own."""

import socket
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.control.protocol import Answer, Request, read_answer
from app.control.runtime_folder import control_folder
from app.control.single_instance import only_instance
from tests.control.fakes import FakeProgram


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of the test's own; a socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="bg-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def program(runtime: Path) -> Iterator[FakeProgram]:
    """A program that others can control."""
    program = FakeProgram()
    with only_instance() as instance, instance.serving(program):
        yield program


Connect = Callable[[], socket.socket]


@pytest.fixture
def connect(program: FakeProgram) -> Iterator[Connect]:
    """Return what opens a bare socket to the program."""
    sockets: list[socket.socket] = []

    def connect() -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        # With a limit it would not wait where many come at once.
        client.connect(str(control_folder() / "control"))
        client.settimeout(10)
        sockets.append(client)
        return client

    yield connect
    for client in sockets:
        client.close()


def framed(message: bytes) -> bytes:
    """Return a message as it travels."""
    return struct.pack("!i", len(message)) + message


def heard(client: socket.socket) -> Answer | None:
    """Return the one answer that comes; None where the server hangs up without."""
    data = bytearray()
    try:
        while chunk := client.recv(65536):
            data += chunk
    except ConnectionResetError:
        # It hung up while there was still something to read.
        pass
    if not data:
        return None
    (length,) = struct.unpack("!i", data[:4])
    assert len(data) == 4 + length
    return read_answer(bytes(data[4:]))


def say(client: socket.socket, request: Request) -> None:
    """Send a whole request."""
    client.sendall(framed(request.encode()))
