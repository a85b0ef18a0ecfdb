"""The single instance: one program per user has the camera."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Listener
from pathlib import Path

from app.control.responder import ControlledProgram, Responder
from app.control.runtime_folder import LOCK, Lock, address_in, control_folder, holder_of, make_private
from app.control.server import Server
from app.core.errors import ConfigError
from app.language import _
from app.system_errors import reason_of

_BACKLOG = 32


class OccupiedError(ConfigError):
    """Another instance is running.

    Attributes:
        holder: its process number; None if unknown.
    """

    def __init__(self, holder: int | None) -> None:
        self.holder = holder
        problem = (
            _("bisenet-bg is already running.")
            if holder is None
            else _("bisenet-bg is already running (process {number}).").format(number=holder)
        )
        hint = _("Change it with `bisenet-bg control`, or end it with `bisenet-bg control quit`.")
        super().__init__(problem, hint)


class SingleInstance:
    """Holds the lock and the socket, on which clients wait until they are served."""

    def __init__(self, lock: Lock, listener: Listener, address: str) -> None:
        self._lock = lock
        self._listener = listener
        self._address = address

    @contextmanager
    def serving(self, program: ControlledProgram) -> Iterator[None]:
        """Answer clients by acting on the program, within the block."""
        server = Server(self._listener, self._address, Responder(program))
        server.start()
        try:
            yield
        finally:
            server.stop()

    def close(self) -> None:
        """Let another instance run."""
        with suppress(FileNotFoundError):
            self._listener.close()
        # Last, so that the socket of the next instance is not removed.
        self._lock.release()


@contextmanager
def only_instance() -> Iterator[SingleInstance]:
    """Be the single instance within the block. Enter it before there are other threads.

    Raises:
        OccupiedError: another instance is running.
        ConfigError: the folder for lock and socket cannot be used.
    """
    folder = control_folder()
    make_private(folder)
    instance = _claim(folder)
    try:
        yield instance
    finally:
        instance.close()


def _claim(folder: Path) -> SingleInstance:
    path, address = folder / LOCK, address_in(folder)
    try:
        lock = Lock.take(path)
        if lock is None:
            raise OccupiedError(holder_of(path))
        try:
            return SingleInstance(lock, _listen(address), address)
        except BaseException:
            lock.release()
            raise
    except OSError as error:
        problem = _("The running program cannot be reached through {folder} ({reason}).").format(
            folder=folder, reason=reason_of(error)
        )
        raise ConfigError(problem, _("Set XDG_RUNTIME_DIR to a folder that only you can access.")) from error


def _listen(address: str) -> Listener:
    if sys.platform != "win32":
        # A killed program leaves its socket; with the lock held, nobody can be listening there.
        Path(address).unlink(missing_ok=True)
    # Makes the socket private from the start. The mask applies to all threads, but there are none yet.
    mask = os.umask(0o177)
    try:
        return Listener(address, backlog=_BACKLOG)
    finally:
        os.umask(mask)
