"""The camera in a real PipeWire session: what programs see of it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.types import Composite, Rgb, Size
from app.devices.linux.pipewire import connection
from app.devices.linux.pipewire.camera import PipeWireSink
from app.devices.linux.pipewire.camera_node import CameraNode, converted
from app.devices.linux.pipewire.pod import PixelFormat
from app.devices.linux.pipewire.reader import Reader
from app.devices.sink_group import GroupOpener
from tests.devices.linux.pipewire.desktop import MISSING, REASON, Desktop, desktop
from tests.fakes import FakeSink, plain

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=REASON)]
SIZE, FPS = Size(320, 180), 30


@pytest.fixture(scope="module")
def running() -> Iterator[Desktop]:
    with desktop() as session:
        yield session


@pytest.fixture
def session(running: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, running.environment[name])
    return running


@contextmanager
def sending(colour: tuple[int, int, int]) -> Iterator[PipeWireSink]:
    """Send a plain picture within the block."""
    sink, stop = PipeWireSink(SIZE, FPS), threading.Event()

    def run() -> None:
        while not stop.wait(1 / FPS):
            sink.write(Composite(plain(colour, SIZE), None))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield sink
    finally:
        stop.set()
        thread.join()
        sink.close()


def read_frame() -> Rgb:
    """Wait for a frame of our camera."""
    with Reader("bisenet-bg", SIZE, FPS) as reader:
        reader.wait(10)
        return reader.last()


def send_until_lost(node: CameraNode) -> None:
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        node.send(plain((1, 2, 3), SIZE))
        time.sleep(0.01)


def our_nodes(session: Desktop) -> list[Any]:
    """Return the nodes of our camera."""
    nodes = [entry.get("info", {}) for entry in json.loads(session.dump() or "[]")]
    return [node for node in nodes if node and node.get("props", {}).get("node.name") == "bisenet-bg"]


def test_it_is_a_camera_with_one_format_a_parameter(session: Desktop) -> None:
    with sending((1, 2, 3)):
        (node,) = our_nodes(session)
    props, formats = node["props"], node["params"]["EnumFormat"]
    assert (props["media.class"], props["media.role"]) == ("Video/Source", "Camera")
    assert props["node.description"] == "BiSeNet Background"
    assert [found["format"] for found in formats] == ["I420", "YUY2", "NV12"]
    assert all(found["size"] == {"width": 320, "height": 180} for found in formats)
    assert our_nodes(session) == []


def test_a_reader_gets_the_colours_and_is_named(session: Desktop) -> None:
    with sending((200, 40, 90)) as sink:
        assert sink.viewers() == ()
        frame = read_frame()
        assert frame.shape == (180, 320, 3)
        assert np.abs(frame[::60, ::60].astype(int) - (200, 40, 90)).max() <= 3


def test_the_daemons_end_is_an_error_and_it_can_be_opened_again_after(session: Desktop) -> None:
    node = CameraNode("BiSeNet Background", SIZE, FPS)
    session.stop()
    with pytest.raises(DeviceError, match=r"PipeWire has ended .*It comes back by itself"):
        send_until_lost(node)
    assert node.readers() == ()
    node.close()
    with pytest.raises(DeviceError, match="does not run"):
        CameraNode("BiSeNet Background", SIZE, FPS)
    session.start()
    with sending((9, 200, 9)):
        assert read_frame()[0, 0, 1] > 190


def test_beside_another_camera_it_is_lost_alone_and_comes_back_with_the_daemon(session: Desktop) -> None:
    other = FakeSink()
    group = GroupOpener([lambda: other, lambda: PipeWireSink(SIZE, FPS)], may_be_absent=True)()

    def write_until(condition: Callable[[], bool]) -> None:
        ends = time.monotonic() + 120
        while not condition():
            assert time.monotonic() < ends, "it never came"
            group.write(Composite(plain((9, 200, 9), SIZE), None))
            time.sleep(1 / FPS)

    assert str(group) == "fake sink, BiSeNet Background (PipeWire)"
    session.stop()
    write_until(lambda: group.lost() is not None)
    assert str(group.lost()).startswith("Lost virtual camera: BiSeNet Background (PipeWire). Still on: fake sink. ")
    sent = len(other.written)
    write_until(lambda: len(other.written) > sent + 10)
    session.start()
    write_until(lambda: group.lost() is None)
    with Reader("bisenet-bg", SIZE, FPS) as reader:
        write_until(lambda: reader.wait(0))
        assert reader.last()[0, 0, 1] > 190
    group.close()


def test_a_reader_that_stays_keeps_the_slate(session: Desktop) -> None:
    sink = PipeWireSink(SIZE, FPS)
    with Reader("bisenet-bg", SIZE, FPS) as reader:
        for _ in range(200):
            sink.write(Composite(plain((250, 250, 250), SIZE), None))
            if reader.wait(1 / FPS):
                break
        assert sink.viewers() == ("bisenet-bg doctor",)
        end_with(Composite(plain((20, 20, 20), SIZE), None), sink)
        assert reader.last()[0, 0, 0] < 40


_STAYING = """
import sys
from app.core.types import Size
from app.devices.linux.pipewire.reader import Reader
with Reader("bisenet-bg", Size(320, 180), 30) as reader:
    print(reader.wait(10), flush=True)
    sys.stdin.readline()
    print(reader.last()[0, 0, 0], flush=True)
"""


@pytest.mark.parametrize("who", ["daemon", "reader"])
def test_a_reader_keeps_the_slate_even_if_it_or_the_daemon_stalls_at_the_end(session: Desktop, who: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _STAYING],
        env=session.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        arrived: list[str] = []
        waiting = threading.Thread(target=lambda: arrived.append(reader.stdout.readline()))  # type: ignore[union-attr]
        waiting.start()
        sink = PipeWireSink(SIZE, FPS)
        while waiting.is_alive():
            sink.write(Composite(plain((250, 250, 250), SIZE), None))
            waiting.join(1 / FPS)
        assert arrived == ["True\n"]
        stalled = session.daemon if who == "daemon" else reader.pid
        os.kill(stalled, signal.SIGSTOP)
        going_on = threading.Timer(0.5, os.kill, (stalled, signal.SIGCONT))
        going_on.start()
        end_with(Composite(plain((20, 20, 20), SIZE), None), sink)
        going_on.join()
        assert int(reader.communicate("\n")[0]) < 40


def test_layouts_hold_the_same_picture() -> None:
    rgb = np.zeros((4, 8, 3), np.uint8)
    rgb[:, 4:] = (250, 30, 60)
    planes = converted(rgb, PixelFormat.I420).reshape(-1)
    both = converted(rgb, PixelFormat.NV12)
    assert np.array_equal(both[:32], planes[:32])
    assert np.array_equal(both[32::2], planes[32:40])
    assert np.array_equal(both[33::2], planes[40:])
    packed = converted(rgb, PixelFormat.YUY2)
    assert np.array_equal(packed[..., 0].reshape(-1), planes[:32])


def test_one_connection_shows_that_the_daemon_can_be_used(session: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[bool] = []
    require = connection.require_daemon
    monkeypatch.setattr(connection, "_USABLE", set())

    def count() -> None:
        connections.append(True)
        require()

    monkeypatch.setattr(connection, "require_daemon", count)
    assert all(connection.has_pipewire() for _ in range(5))
    assert connections == [True]
    monkeypatch.setenv("PIPEWIRE_REMOTE", "of-no-daemon")
    assert not connection.has_pipewire()
    assert connections == [True]


def test_without_pipewires_configuration_it_is_not_there(session: Desktop) -> None:
    """In a process of its own: a mistake would crash it."""
    code = "from app.devices.linux.pipewire.connection import has_pipewire; print(has_pipewire())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**session.environment, "PIPEWIRE_CONFIG_DIR": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "False\n")
