"""One program of a user at a time, whatever became of the last."""

import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.control.client import NotRunningError, ask
from app.control.protocol import Command, Request
from app.control.runtime_folder import control_folder
from app.control.single_instance import OccupiedError, only_instance
from app.core.errors import ConfigError
from tests.control.fakes import FakeProgram

_CLAIM = """
import sys
from app.control.single_instance import OccupiedError, only_instance
sys.stdin.readline()
try:
    with only_instance():
        print("first", flush=True)
        sys.stdin.readline()
except OccupiedError as occupied:
    print("second", occupied.holder, flush=True)
"""


def claimant() -> subprocess.Popen[str]:
    """Start a process that becomes the one program after a first line, and ends after a second."""
    return subprocess.Popen(
        [sys.executable, "-c", _CLAIM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def push(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_is_told_who_the_first_is(runtime: Path) -> None:
    with only_instance():
        with (
            pytest.raises(OccupiedError, match=rf"already running \(process {os.getpid()}\)") as caught,
            only_instance(),
        ):
            pass
        assert caught.value.holder == os.getpid()
    with only_instance():
        pass


@pytest.mark.slow
def test_of_several_at_the_same_moment_one_is_first(runtime: Path) -> None:
    processes = [claimant() for _ in range(4)]
    for process in processes:
        push(process)
    words = [line(process) for process in processes]
    assert words.count("first") == 1
    first = processes[words.index("first")]
    # A second one may be so early that the first has not yet left its number.
    assert {word for word in words if word != "first"} <= {f"second {first.pid}", "second None"}
    push(first)
    for process in processes:
        process.communicate(timeout=20)
        assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_one_that_was_killed_is_not_in_the_way(runtime: Path) -> None:
    killed = claimant()
    push(killed)
    assert line(killed) == "first"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=20)
    assert (control_folder() / "control").is_socket()
    with pytest.raises(NotRunningError):
        ask(Request(Command.SLATE))
    program = FakeProgram()
    with only_instance() as instance, instance.serving(program):
        assert ask(Request(Command.SLATE)).ok
    assert not (control_folder() / "control").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_a_place_without_locks_is_not_taken_for_another_program(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(ConfigError, match=r"\(No locks available\).*Set XDG_RUNTIME_DIR") as caught, only_instance():
        pass
    assert not isinstance(caught.value, OccupiedError)


def test_a_socket_that_somebody_removed_does_not_spoil_the_end(runtime: Path) -> None:
    with only_instance():
        (control_folder() / "control").unlink()
    with only_instance():
        pass


def test_what_is_in_the_sockets_place_is_told(runtime: Path) -> None:
    with only_instance():
        pass
    (control_folder() / "control").mkdir()
    with pytest.raises(Exception, match="cannot be reached through"), only_instance():
        pass
    (control_folder() / "control").rmdir()
    with only_instance():
        listener = socket.socket(socket.AF_UNIX)
        listener.connect(str(control_folder() / "control"))
        listener.close()
