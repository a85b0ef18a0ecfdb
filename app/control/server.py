"""Listens for clients; each has a short-lived thread, so that none can hold up another, the picture or the end."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Listener

from app.control.channel import Channel
from app.control.protocol import LONGEST_REQUEST, Answer

# Clients that have not yet said what they want; one more, and the one that has waited longest must go.
_SILENT_AT_ONCE = 16
_RETRY_SECONDS = 0.1
_JOIN_SECONDS = 1.0
_TOO_LONG = Answer(False, f"The message is longer than {LONGEST_REQUEST} bytes; send a shorter one.").encode()


class Server:
    """Answers one message of each client.

    Args:
        listener: which this owns.
        address: of the listener.
        respond: maps a message to the answer; called from several threads.
    """

    def __init__(self, listener: Listener, address: str, respond: Callable[[bytes], bytes]) -> None:
        self._listener = listener
        self._address = address
        self._respond = respond
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._silent: dict[Channel, None] = {}
        self._clients: set[threading.Thread] = set()
        self._thread = threading.Thread(target=self._listen, name="control", daemon=True)

    def start(self) -> None:
        """Begin to answer; who came before has waited."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more; waits a moment for the threads, which hold up no end of the process."""
        self._stopped.set()
        # Only a client wakes a listener on every system, and in a crowd it may have to wait itself.
        waker = threading.Thread(target=self._wake, name="control waker", daemon=True)
        threads = [self._thread]
        # Without a thread for it, the listening one ends with the process.
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
                # The client has gone again, or there are too many open files for the moment.
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
                # Before it is registered, but under the lock, without which it cannot have ended by then.
                thread.start()
            except RuntimeError:
                # The system has no more threads for the moment.
                channel.close()
                return
            self._silent[channel] = None
            self._clients.add(thread)

    def _serve(self, channel: Channel) -> None:
        try:
            message = self._hear(channel)
            channel.send(_TOO_LONG if message is None else self._respond(message))
        except (OSError, EOFError):
            # It said nothing whole or does not wait for the answer: nobody is left to tell.
            pass
        finally:
            with self._lock:
                self._clients.discard(threading.current_thread())
                # Closed under the lock: who hangs up must not meet another file of the same number.
                channel.close()

    def _hear(self, channel: Channel) -> bytes | None:
        try:
            return channel.receive(LONGEST_REQUEST)
        finally:
            with self._lock:
                self._silent.pop(channel, None)


def _hang_up(channel: Channel) -> None:
    with suppress(OSError):
        channel.hang_up()
