"""Asks the running program for something."""

import sys
import threading
from multiprocessing.connection import Client
from queue import Empty, SimpleQueue

from app.control.protocol import LONGEST_ANSWER, LONGEST_REQUEST, Answer, Command, Request, read_answer
from app.control.runtime_folder import LOCK, address_in, check_private, control_folder, holder_of
from app.core.errors import ConfigError

_PATIENCE = 15.0


class NotRunningError(ConfigError):
    """There is no program to ask."""


def ask(request: Request, seconds: float = _PATIENCE) -> Answer:
    """Send a request and return the answer.

    Args:
        request: what to ask for.
        seconds: how long to wait.

    Raises:
        NotRunningError: there is nobody to ask.
        ConfigError: no answer came, or none that can be understood.
    """
    message = request.encode()
    if len(message) > LONGEST_REQUEST:
        raise ConfigError("That is too long.", "Give a shorter word.")
    folder = control_folder()
    address = address_in(folder)
    not_running = NotRunningError("bisenet-bg is not running.", "Start it with `bisenet-bg`, then try again.")
    try:
        check_private(folder)
    except FileNotFoundError:
        raise not_running from None
    found: SimpleQueue[bytes | Exception] = SimpleQueue()
    sent = threading.Event()
    # A thread of its own, since not every system has a time limit for all steps of this.
    threading.Thread(target=_exchange, args=(address, message, sent, found), daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except Empty:
        later = sent.is_set() and request.command is not Command.STATUS
        raise _hanging(holder_of(folder / LOCK), seconds, later) from None
    if isinstance(answer, FileNotFoundError | ConnectionRefusedError):
        raise not_running
    if isinstance(answer, Exception):
        raise ConfigError("The running bisenet-bg ended before it answered.", "Start it again with `bisenet-bg`.")
    return read_answer(answer)


def _hanging(process: int | None, seconds: float, later: bool) -> ConfigError:
    """Return what there is to say of a program that does not answer; `later` where it still has the request."""
    problem = f"The running bisenet-bg gave no answer within {seconds:g} seconds"
    if later:
        problem += "; it does what you asked for as soon as it wakes"
    if process is None:
        return ConfigError(f"{problem}.", "If it hangs, end its process and start it again.")
    command = f"taskkill /F /PID {process}" if sys.platform == "win32" else f"kill {process}"
    return ConfigError(f"{problem}.", f"If it hangs, end process {process}, for instance by `{command}`.")


def _exchange(address: str, message: bytes, sent: threading.Event, found: SimpleQueue[bytes | Exception]) -> None:
    try:
        with Client(address) as connection:
            connection.send_bytes(message)
            sent.set()
            found.put(connection.recv_bytes(LONGEST_ANSWER))
    except (OSError, EOFError) as error:
        found.put(error)
