"""The control client: sends a request to the running program."""

import sys
import threading
from dataclasses import replace
from multiprocessing.connection import Client
from queue import Empty, SimpleQueue

from app.control.protocol import LONGEST_ANSWER, LONGEST_REQUEST, Answer, Command, Request, read_answer
from app.control.runtime_folder import LOCK, address_in, check_private, control_folder, holder_of
from app.core.errors import ConfigError
from app.language import _, language

_PATIENCE = 15.0


class NotRunningError(ConfigError):
    """No program is running."""


def ask(request: Request, seconds: float = _PATIENCE) -> Answer:
    """Send a request and return the answer, whose sentences come in the language of this process.

    Args:
        request: to send.
        seconds: to wait for the answer.

    Raises:
        NotRunningError: no program is running.
        ConfigError: no answer came, or one that cannot be read.
    """
    message = replace(request, language=language()).encode()
    if len(message) > LONGEST_REQUEST:
        raise ConfigError(_("That is too long."), _("Give a shorter word."))
    folder = control_folder()
    address = address_in(folder)
    not_running = NotRunningError(_("bisenet-bg is not running."), _("Start it with `bisenet-bg`, then try again."))
    try:
        check_private(folder)
    except FileNotFoundError:
        raise not_running from None
    found: SimpleQueue[bytes | Exception] = SimpleQueue()
    sent = threading.Event()
    # In a thread, since not every system has timeouts for all these steps.
    threading.Thread(target=_exchange, args=(address, message, sent, found), daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except Empty:
        later = sent.is_set() and request.command is not Command.STATUS
        raise _hanging(holder_of(folder / LOCK), seconds, later) from None
    if isinstance(answer, FileNotFoundError | ConnectionRefusedError):
        raise not_running
    if isinstance(answer, Exception):
        raise ConfigError(_("The running bisenet-bg ended before it answered."), _("Start it again with `bisenet-bg`."))
    return read_answer(answer)


def _hanging(process: int | None, seconds: float, later: bool) -> ConfigError:
    """Return the error for a program that does not answer; `later` if it has received the request."""
    problem = (
        _(
            "The running bisenet-bg gave no answer within {seconds:g} seconds; it will carry out the request as soon "
            "as it responds again."
        )
        if later
        else _("The running bisenet-bg gave no answer within {seconds:g} seconds.")
    ).format(seconds=seconds)
    if process is None:
        return ConfigError(problem, _("If it hangs, end its process and start it again."))
    command = f"taskkill /F /PID {process}" if sys.platform == "win32" else f"kill {process}"
    return ConfigError(
        problem,
        _("If it hangs, end process {process}, for instance by `{command}`.").format(process=process, command=command),
    )


def _exchange(address: str, message: bytes, sent: threading.Event, found: SimpleQueue[bytes | Exception]) -> None:
    try:
        with Client(address) as connection:
            connection.send_bytes(message)
            sent.set()
            found.put(connection.recv_bytes(LONGEST_ANSWER))
    except (OSError, EOFError) as error:
        found.put(error)
