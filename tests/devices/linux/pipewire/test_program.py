"""The real program on PipeWire: what a browser in the same session gets."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from app.core.types import Size
from app.devices.linux.pipewire.reader import Reader
from tests.devices.linux.pipewire.desktop import MISSING, REASON, Desktop, desktop

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=REASON)]
SIZE, FPS = Size(320, 180), 30
GREEN = (0, 177, 64)
_PATIENCE = 300.0


@pytest.fixture(scope="module")
def session() -> Iterator[Desktop]:
    with desktop() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", running.environment["XDG_RUNTIME_DIR"])
        yield running


@contextmanager
def program(session: Desktop, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the program without a window within the block."""
    command = [sys.executable, "-P", "-m", "app", "--no-config", "--headless", "--camera", "demo", "--fps", str(FPS)]
    options = ["--size", str(SIZE), "--background", "#00b140", "--virtual-camera", "pipewire", *words]
    running = subprocess.Popen(
        [*command, *options], env=session.environment, cwd=session.environment["XDG_RUNTIME_DIR"]
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def status(session: Desktop) -> dict[str, Any]:
    """Return the program's state; empty until it answers."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "control", "status", "--json"],
        env=session.environment,
        capture_output=True,
        check=False,
    )
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {}


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def shows_green(reader: Reader) -> bool:
    return reader.wait(0) and bool(np.abs(reader.last()[2, 2].astype(int) - GREEN).max() < 12)


def shows_slate(reader: Reader) -> bool:
    """Say whether the last frame is a slate: dark at the top, where the background was green."""
    return reader.wait(0) and bool(reader.last()[2, 2].max() < 80)


def test_two_readers_see_the_background_and_a_hidden_user_a_slate(session: Desktop) -> None:
    with program(session), Reader("bisenet-bg", SIZE, FPS) as one, Reader("bisenet-bg", SIZE, FPS) as two:
        wait_for(lambda: shows_green(one) and shows_green(two))
        wait_for(lambda: status(session)["virtual_camera"]["viewers"] == ["bisenet-bg doctor"])
        subprocess.run([sys.executable, "-P", "-m", "app", "control", "slate"], env=session.environment, check=True)
        wait_for(lambda: shows_slate(one) and shows_slate(two))


def test_on_demand_the_camera_runs_while_it_is_read(session: Desktop) -> None:
    with program(session, "--on-demand"):
        wait_for(lambda: status(session).get("virtual_camera", {}).get("state") == "on")
        wait_for(lambda: status(session)["camera"]["state"] == "resting")
        with Reader("bisenet-bg", SIZE, FPS) as reader:
            wait_for(lambda: shows_green(reader))
            assert status(session)["camera"]["state"] == "running"
        wait_for(lambda: status(session)["camera"]["state"] == "resting")


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_the_last_frame_read_is_a_slate(session: Desktop, by: signal.Signals) -> None:
    with program(session) as running, Reader("bisenet-bg", SIZE, FPS) as reader:
        wait_for(lambda: shows_green(reader))
        running.send_signal(by)
        running.wait(_PATIENCE)
        assert shows_slate(reader)


def test_a_killed_program_leaves_no_camera(session: Desktop) -> None:
    with program(session) as running, Reader("bisenet-bg", SIZE, FPS) as reader:
        wait_for(lambda: shows_green(reader))
        os.kill(running.pid, signal.SIGKILL)
        running.wait(_PATIENCE)
        wait_for(lambda: '"node.name": "bisenet-bg"' not in session.dump())


def test_it_comes_back_with_the_daemon(session: Desktop) -> None:
    with program(session):
        with Reader("bisenet-bg", SIZE, FPS) as reader:
            wait_for(lambda: shows_green(reader))
        session.stop()
        wait_for(lambda: status(session)["virtual_camera"]["state"] == "reconnecting")
        session.start()
        wait_for(lambda: status(session)["virtual_camera"]["state"] == "on")
        with Reader("bisenet-bg", SIZE, FPS) as reader:
            wait_for(lambda: shows_green(reader))
