"""Asks the running program for something."""

import threading
from multiprocessing.connection import Client
from queue import Empty, SimpleQueue

from app.control.places import address_in, check_private, control_folder
from app.control.protocol import LONGEST_ANSWER, Answer, Request, read_answer
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
    folder = control_folder()
    not_running = NotRunningError("bisenet-bg is not running.", "Start it with `bisenet-bg`, then try again.")
    try:
        check_private(folder)
    except FileNotFoundError:
        raise not_running from None
    found: SimpleQueue[bytes | Exception] = SimpleQueue()
    address = address_in(folder)
    # A thread of its own, since not every system has a time limit for all steps of this.
    threading.Thread(target=_exchange, args=(address, request.encode(), found), daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except Empty:
        hint = "If it hangs, end its process and start it again."
        raise ConfigError(f"The running bisenet-bg gave no answer within {seconds:g} seconds.", hint) from None
    if isinstance(answer, FileNotFoundError | ConnectionRefusedError):
        raise not_running
    if isinstance(answer, Exception):
        raise ConfigError("The running bisenet-bg ended before it answered.", "Start it again with `bisenet-bg`.")
    return read_answer(answer)


def _exchange(address: str, message: bytes, found: SimpleQueue[bytes | Exception]) -> None:
    try:
        with Client(address) as connection:
            connection.send_bytes(message)
            found.put(connection.recv_bytes(LONGEST_ANSWER))
    except (OSError, EOFError) as error:
        found.put(error)
