"""The real socket: who may speak, and what bad clients cannot do to good ones."""

import os
import socket
import stat
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.control import server
from app.control.client import NotRunningError, ask
from app.control.protocol import LONGEST_REQUEST, Command, Request
from app.control.runtime_folder import control_folder
from app.control.server import _SILENT_AT_ONCE
from app.control.single_instance import only_instance
from app.core.errors import ConfigError
from app.language import in_language, use_language
from tests.control.conftest import Connect, framed, heard, say
from tests.control.fakes import KNOWN, FakeProgram

Wait = Callable[[Callable[[], bool]], None]
SLATE = Request(Command.SLATE)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def client_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "control client"]


@pytest.mark.slow
def test_a_request_is_answered(program: FakeProgram) -> None:
    assert ask(SLATE).text == "You are hidden."
    assert ask(Request(Command.STATUS)).status["paused"] is True
    for word in KNOWN:
        assert ask(Request(Command.BACKGROUND, word)).ok
    refused = ask(Request(Command.CAMERA, "absent"))
    assert (refused.ok, refused.text) == (False, "There is no camera 'absent'. Give another.")
    assert program.calls == [("pause", True), *(("background", word) for word in KNOWN)]


def test_nobody_else_can_reach_it(program: FakeProgram) -> None:
    folder = control_folder()
    assert mode(folder) == 0o700
    assert mode(folder / "control") == 0o600
    assert stat.S_ISSOCK((folder / "control").lstat().st_mode)
    assert mode(folder / "lock") == 0o600


def test_the_socket_is_closed_to_others_from_its_first_moment(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the user's mask is, and before anything could mend the mode."""
    modes: list[int] = []
    bind = socket.socket.bind

    def bind_and_look(self: socket.socket, address: str) -> None:
        bind(self, address)
        modes.append(mode(Path(address)))

    monkeypatch.setattr(socket.socket, "bind", bind_and_look)
    before = os.umask(0)
    try:
        with only_instance():
            pass
        assert os.umask(0) == 0
    finally:
        os.umask(before)
    assert modes == [0o600]


def test_at_the_end_there_is_nobody_to_ask(runtime: Path) -> None:
    with pytest.raises(NotRunningError, match=r"not running\. Start it"):
        ask(SLATE)
    with only_instance() as instance, instance.serving(FakeProgram()):
        assert ask(SLATE).ok
    assert [path.name for path in control_folder().iterdir()] == ["lock"]
    with pytest.raises(NotRunningError):
        ask(SLATE)


def test_who_comes_before_it_serves_has_to_wait_only(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, answers, connected = FakeProgram(), [], threading.Event()

    def connect(address: str) -> object:
        connection = Client(address)
        connected.set()
        return connection

    monkeypatch.setattr("app.control.client.Client", connect)
    with only_instance() as instance:
        early = threading.Thread(target=lambda: answers.append(ask(SLATE)))
        early.start()
        assert connected.wait(10)
        assert not answers
        with instance.serving(program):
            early.join(10)
    assert [answer.ok for answer in answers] == [True]


@pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="the system does not tell who is there")
def test_another_users_client_is_not_heard(
    program: FakeProgram, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.control.server.os.geteuid", lambda: os.getuid() + 1)
    stranger = connect()
    with suppress(BrokenPipeError):
        say(stranger, SLATE)
    assert heard(stranger) is None
    monkeypatch.undo()
    assert not program.calls


SILENT = b""
HALF_A_HEADER = b"\0\0"
HALF_A_MESSAGE = framed(SLATE.encode())[:-1]


@pytest.mark.parametrize("part", [SILENT, HALF_A_HEADER, HALF_A_MESSAGE])
@pytest.mark.slow
def test_half_a_message_holds_nobody_up_and_does_nothing(
    part: bytes, program: FakeProgram, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 1.0)
    slow = connect()
    slow.sendall(part)
    assert ask(Request(Command.VIRTUAL_CAMERA, "on")).ok
    # It is given up by the server, which waits for no client for ever.
    assert heard(slow) is None
    assert program.calls == [("virtual-camera", True)]


@pytest.mark.parametrize(
    "header", [struct.pack("!i", LONGEST_REQUEST + 1), struct.pack("!i", 2**30), struct.pack("!iQ", -1, 2**40), b"GET "]
)
def test_too_long_a_message_is_refused_before_it_is_read(header: bytes, program: FakeProgram, connect: Connect) -> None:
    sender = connect()
    sender.sendall(header)
    answer = heard(sender)
    assert answer is not None
    assert not answer.ok
    assert "longer than 16384 bytes" in answer.text
    assert not program.calls


def test_a_crowd_of_silent_clients_holds_nobody_up(
    program: FakeProgram, connect: Connect, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 60.0)
    crowd = [connect() for _ in range(3 * _SILENT_AT_ONCE)]
    assert ask(SLATE).ok
    wait_until(lambda: len(client_threads()) <= _SILENT_AT_ONCE)
    # Who came last may still say what it wants.
    say(crowd[-1], Request(Command.SHOW))
    assert heard(crowd[-1]) is not None
    assert program.calls == [("pause", True), ("pause", False)]
    assert heard(crowd[0]) is None


def test_slow_wishes_do_not_hold_the_panic_up_and_are_not_many(
    program: FakeProgram, connect: Connect, wait_until: Wait
) -> None:
    program.slow.clear()
    slow = [connect() for _ in range(4)]
    for client_socket in slow:
        say(client_socket, Request(Command.BACKGROUND, "beach"))
    wait_until(lambda: len(client_threads()) >= 4)
    refused = ask(Request(Command.BACKGROUND, "beach"))
    while refused.ok:
        refused = ask(Request(Command.BACKGROUND, "beach"))
    assert "still busy" in refused.text
    assert ask(SLATE).ok
    assert program.calls == [("pause", True)]
    program.slow.set()
    assert all((answer := heard(client_socket)) is not None and answer.ok for client_socket in slow)


def test_where_threads_are_short_others_are_heard_later(
    program: FakeProgram, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name.startswith("control "):
            raise RuntimeError("can't start new thread")
        start(thread)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        assert [heard(connect()) for _ in range(3)] == [None, None, None]
    assert ask(SLATE).ok
    assert program.calls == [("pause", True)]


def test_the_end_comes_without_a_thread_for_it(
    runtime: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    with only_instance() as instance:
        with monkeypatch.context() as patched, instance.serving(FakeProgram()):
            patched.setattr("app.control.server._JOIN_SECONDS", 0.1)
            start = threading.Thread.start

            def refuse(thread: threading.Thread) -> None:
                if thread.name == "control waker":
                    raise RuntimeError("can't start new thread")
                start(thread)

            patched.setattr(threading.Thread, "start", refuse)
        Client(str(control_folder() / "control")).close()
        wait_until(lambda: "control" not in {thread.name for thread in threading.enumerate()})


def test_a_client_that_does_not_wait_for_its_answer(program: FakeProgram, connect: Connect, wait_until: Wait) -> None:
    for _ in range(20):
        hasty = connect()
        say(hasty, SLATE)
        hasty.close()
    wait_until(lambda: len(program.calls) == 20)
    assert ask(Request(Command.SHOW)).ok


@pytest.mark.slow
def test_the_end_waits_for_no_client(runtime: Path, wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 60.0)
    program = FakeProgram()
    program.slow.clear()
    with only_instance() as instance:
        clients = [socket.socket(socket.AF_UNIX) for _ in range(6)]
        with instance.serving(program):
            for client_socket in clients:
                client_socket.connect(str(control_folder() / "control"))
            say(clients[0], Request(Command.BACKGROUND, "beach"))
            wait_until(lambda: len(client_threads()) == 6)
        # The one whose wish hangs goes on, and no other.
        wait_until(lambda: len(client_threads()) == 1)
        assert not [thread for thread in threading.enumerate() if thread.name == "control"]
    program.slow.set()
    for client_socket in clients:
        client_socket.close()


def test_a_program_that_does_not_answer(program: FakeProgram, wait_until: Wait) -> None:
    program.slow.clear()
    with pytest.raises(ConfigError, match=r"no answer within 0\.2 seconds; it will carry out .* responds") as caught:
        ask(Request(Command.BACKGROUND, "beach"), seconds=0.2)
    assert f"end process {os.getpid()}, for instance by `" in caught.value.hint
    program.slow.set()
    wait_until(lambda: program.calls == [("background", "beach")])


def test_the_answer_is_in_the_language_of_the_client(runtime: Path, pseudo_language: str) -> None:
    use_language("en")
    with only_instance() as instance, instance.serving(FakeProgram()):
        assert ask(SLATE).text == "You are hidden."
        with in_language(pseudo_language):
            assert ask(SLATE).text == "⟦You are hidden.⟧"


@pytest.mark.slow
def test_what_a_frozen_program_was_asked_for_comes_when_it_wakes(runtime: Path, wait_until: Wait) -> None:
    program = FakeProgram()
    with only_instance() as instance:
        with pytest.raises(ConfigError, match="as soon as it responds"):
            ask(SLATE, seconds=0.2)
        with pytest.raises(ConfigError, match=r"within 0\.2 seconds\. If it hangs"):
            ask(Request(Command.STATUS), seconds=0.2)
        with instance.serving(program):
            wait_until(lambda: ("pause", True) in program.calls)


def test_a_program_that_ends_before_it_answers(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connected, complaints = threading.Event(), list[ConfigError]()

    def connect(address: str) -> Any:
        connection = Client(address)
        connected.set()
        return connection

    def asking() -> None:
        try:
            ask(SLATE)
        except ConfigError as error:
            complaints.append(error)

    monkeypatch.setattr("app.control.client.Client", connect)
    with only_instance():
        thread = threading.Thread(target=asking)
        thread.start()
        assert connected.wait(10)
    thread.join(10)
    (complaint,) = complaints
    assert "ended before it answered" in str(complaint)


@settings(
    max_examples=300,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(message=st.binary(max_size=300), whole=st.booleans())
@pytest.mark.slow
def test_random_bytes_over_the_socket_change_nothing(
    message: bytes, whole: bool, program: FakeProgram, connect: Connect
) -> None:
    """Framed or bare; whoever closes its end needs no patience of the server's."""
    sender = connect()
    sender.sendall(framed(message) if whole else message)
    sender.shutdown(socket.SHUT_WR)
    answer = heard(sender)
    sender.close()
    assert answer is None if not whole and len(message) < 4 else answer is None or not answer.ok
    if whole:
        assert answer is not None
    assert not program.calls
