"""One client's connection, with what `multiprocessing.connection` leaves out: time limits, hanging up, who it is.

Bytes only ever go through `recv_bytes` and `send_bytes`; `recv` would unpickle what a stranger sent.
"""

import os
import socket
import struct
import sys
from multiprocessing.connection import Connection

# For a client to say all that it has to say, and for each step of reading and writing.
PATIENCE = 2.0


class Channel:
    """Takes over a connection. On Windows messages come whole or not at all, so only the first wait needs a limit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._socket: socket.socket | None = None
        if sys.platform != "win32":
            self._socket = socket.socket(fileno=os.dup(connection.fileno()))
            limit = struct.pack("ll", int(PATIENCE), int(1e6 * (PATIENCE % 1)))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)

    def is_ours(self) -> bool:
        """Say whether the client is of the same user; where the system does not tell, the folder's mode has."""
        if sys.platform != "linux" or self._socket is None:
            return True
        credentials = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        _, uid, _ = struct.unpack("3i", credentials)
        return bool(uid == os.geteuid())

    def receive(self, longest: int) -> bytes | None:
        """Return a message; None where it is longer than `longest` bytes.

        Raises:
            OSError, EOFError: nothing whole came in time.
        """
        if not self._connection.poll(PATIENCE):
            raise TimeoutError("nothing was said")
        try:
            return self._connection.recv_bytes(longest)
        except OSError as error:
            # The one error without a number that leaves the other direction open.
            if error.errno is None and str(error) == "bad message length":
                return None
            raise

    def send(self, message: bytes) -> None:
        """Send a message; raises OSError where nobody takes it in time."""
        self._connection.send_bytes(message)

    def hang_up(self) -> None:
        """Wake a `receive` in another thread, which then fails."""
        if self._socket is not None:
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()
        if self._socket is not None:
            self._socket.close()
