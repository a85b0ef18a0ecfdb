"""The control server: each client has a short-lived thread, so that none blocks another, the output or the exit.

Connections are `multiprocessing.connection`'s, with timeouts and a check of the client's user. Only bytes are received,
by `recv_bytes`; `recv` would unpickle untrusted data.
"""

import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener

from app.control.protocol import LONGEST_REQUEST, Answer
from app.core.threads import NamedThread
from app.language import _

# Seconds for a client to send its message, and for each step of reading and writing.
PATIENCE = 2.0
# Limit of connected clients that have not sent their message; beyond it the oldest is disconnected.
_SILENT_AT_ONCE = 16
_RETRY_SECONDS = 0.1
_JOIN_SECONDS = 1.0


class Channel:
    """A client's connection with timeouts. On Windows messages arrive whole, so only the first wait needs one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._socket: socket.socket | None = None
        if sys.platform != "win32":
            self._socket = socket.socket(fileno=os.dup(connection.fileno()))
            limit = struct.pack("ll", int(PATIENCE), int(1e6 * (PATIENCE % 1)))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)

    def is_ours(self) -> bool:
        """Say whether the client belongs to the same user; if the system cannot tell, the folder's mode ensures it."""
        if sys.platform != "linux" or self._socket is None:
            return True
        credentials = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        uid = struct.unpack("3i", credentials)[1]
        return bool(uid == os.geteuid())

    def receive(self, longest: int) -> bytes | None:
        """Return a message; None if it is longer than `longest` bytes.

        Raises:
            OSError, EOFError: no complete message arrived in time.
        """
        if not self._connection.poll(PATIENCE):
            raise TimeoutError("no message arrived")
        try:
            return self._connection.recv_bytes(longest)
        except OSError as error:
            # The only error without a number after which an answer can still be sent.
            if error.errno is None and str(error) == "bad message length":
                return None
            raise

    def send(self, message: bytes) -> None:
        """Send a message; raises OSError if the client does not receive it in time."""
        self._connection.send_bytes(message)

    def hang_up(self) -> None:
        """Make a `receive` in another thread fail at once."""
        if self._socket is not None:
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        if self._socket is not None:
            self._socket.close()


class Server:
    """Answers one message of each client.

    Args:
        listener: closed by its owner after `stop`.
        address: of the listener.
        respond: maps a message to its answer; called from several threads.
    """

    def __init__(self, listener: Listener, address: str, respond: Callable[[bytes], bytes]) -> None:
        self._listener = listener
        self._address = address
        self._respond = respond
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._silent: dict[Channel, None] = {}
        self._clients: set[threading.Thread] = set()
        self._thread = NamedThread(target=self._listen, name="control", daemon=True)

    def start(self) -> None:
        """Start answering, including the clients that have connected already."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering; waits a moment for the threads, which are daemons and do not keep the process alive."""
        self._stopped.set()
        # Only a client can wake a listener on every system, and with many others connecting it may have to wait.
        waker = threading.Thread(target=self._wake, name="control waker", daemon=True)
        threads: list[threading.Thread] = [self._thread]
        # If no thread can be started, the listening one ends with the process.
        with suppress(RuntimeError):
            waker.start()
            threads.append(waker)
        with self._lock:
            for channel in self._silent:
                _hang_up(channel)
            threads += self._clients
        deadline = time.monotonic() + _JOIN_SECONDS
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _wake(self) -> None:
        with suppress(OSError):
            Client(self._address).close()

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                channel = Channel(self._listener.accept())
            except OSError:
                # The client has disconnected, or there are too many open files at the moment.
                self._stopped.wait(_RETRY_SECONDS)
                continue
            if self._stopped.is_set() or not channel.is_ours():
                channel.close()
            else:
                self._admit(channel)

    def _admit(self, channel: Channel) -> None:
        thread = threading.Thread(target=self._serve, args=(channel,), name="control client", daemon=True)
        with self._lock:
            if len(self._silent) >= _SILENT_AT_ONCE:
                oldest = next(iter(self._silent))
                del self._silent[oldest]
                _hang_up(oldest)
            try:
                # Started before it is registered; it needs the lock to end, so it cannot have ended by then.
                thread.start()
            except RuntimeError:
                # The system cannot start more threads at the moment.
                channel.close()
                return
            self._silent[channel] = None
            self._clients.add(thread)

    def _serve(self, channel: Channel) -> None:
        try:
            message = self._hear(channel)
            channel.send(_refusal() if message is None else self._respond(message))
        except (OSError, EOFError):
            # It sent no complete message, or does not wait for the answer: nobody is left to inform.
            pass
        finally:
            with self._lock:
                self._clients.discard(threading.current_thread())
                # Closed under the lock, so that `hang_up` cannot hit another file of the same number.
                channel.close()

    def _hear(self, channel: Channel) -> bytes | None:
        try:
            return channel.receive(LONGEST_REQUEST)
        finally:
            with self._lock:
                self._silent.pop(channel, None)


def _refusal() -> bytes:
    text = _("The message is longer than {limit} bytes; send a shorter one.").format(limit=LONGEST_REQUEST)
    return Answer(False, text).encode()


def _hang_up(channel: Channel) -> None:
    with suppress(OSError):
        channel.hang_up()
