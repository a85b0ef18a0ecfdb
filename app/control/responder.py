"""Carrying out control requests on the running program."""

import threading
from collections.abc import Callable
from typing import Protocol

from app.control.protocol import Answer, Command, Request, read_request
from app.control.status_report import StatusReport
from app.core.errors import BisenetBgError, ConfigError, unexpected
from app.language import N_, _, in_language

# Limit of concurrent requests that open files and devices; more can only be a mistake.
_SLOW_AT_ONCE = 4
_IN_FRONT = N_("The window of the running bisenet-bg is in front.")
_NOT_IN_FRONT = N_(
    "The window of the running bisenet-bg was asked to come to the front, but your desktop has not activated it; look "
    "for it in the task bar."
)


class ControlledProgram(Protocol):
    """The window, or the headless program. All methods are called in the server's threads and may block."""

    def set_background(self, word: str) -> None:
        """Use another background; on failure raises `BisenetBgError` and changes nothing."""

    def set_camera(self, word: str) -> None:
        """Use another camera; on failure raises `BisenetBgError` and changes nothing."""

    def set_virtual_camera(self, on: bool) -> None:
        """Turn the virtual camera on or off; on failure raises `BisenetBgError` and changes nothing."""

    def pause(self, paused: bool) -> None:
        """Show a slate, or end it; never blocks, so that it works while everything else hangs."""

    def retry_gpu(self) -> None:
        """Try the GPU again after a failure; raises `ConfigError` if there is none to try."""

    def raise_window(self, token: str) -> bool:
        """Bring the window to the front, and return whether it is there; raises `ConfigError` if there is none.

        Args:
            token: that lets the client's user bring another window to the front; "" for none.
        """

    def quit(self) -> None:
        """End the program soon."""

    def report(self) -> StatusReport:
        """Return the status."""


class Responder:
    """Answers messages by acting on a program; never raises."""

    def __init__(self, program: ControlledProgram) -> None:
        self._program = program
        self._slow = threading.BoundedSemaphore(_SLOW_AT_ONCE)

    def __call__(self, message: bytes) -> bytes:
        """Carry out the request in a message, and return the answer, in the language of the request."""
        try:
            request = read_request(message)
        except Exception as error:
            return _failure(error).encode()
        with in_language(request.language):
            try:
                return self._carry_out(request).encode()
            except Exception as error:
                return _failure(error).encode()

    def _carry_out(self, request: Request) -> Answer:
        program, value = self._program, request.value
        match request.command:
            case Command.STATUS:
                return Answer(True, _("bisenet-bg is running."), program.report().as_json())
            case Command.SLATE | Command.SHOW | Command.PAUSE:
                paused = self._paused_by(request)
                program.pause(paused)
                text = _("You are hidden.") if paused else _("You are no longer hidden.")
            case Command.BACKGROUND:
                self._slowly(lambda: program.set_background(value))
                text = _("The background is now {background}.").format(background=value)
            case Command.CAMERA:
                self._slowly(lambda: program.set_camera(value))
                text = _("The camera is now {camera}.").format(camera=value)
            case Command.VIRTUAL_CAMERA:
                self._slowly(lambda: program.set_virtual_camera(value == "on"))
                text = (
                    _("The virtual camera is switched on.")
                    if value == "on"
                    else _("The virtual camera is switched off.")
                )
            case Command.RETRY_GPU:
                program.retry_gpu()
                text = _("The GPU is tried again; see `bisenet-bg control status`.")
            case Command.RAISE:
                text = _(_IN_FRONT if program.raise_window(value) else _NOT_IN_FRONT)
            case Command.QUIT:
                program.quit()
                text = _("bisenet-bg is ending.")
        return Answer(True, text)

    def _paused_by(self, request: Request) -> bool:
        if request.value == "toggle":
            return not self._program.report().status.paused
        return request.command is Command.SLATE or request.value == "on"

    def _slowly(self, action: Callable[[], None]) -> None:
        if not self._slow.acquire(blocking=False):
            raise ConfigError(_("bisenet-bg is still busy with earlier requests."), _("Try again in a moment."))
        try:
            action()
        finally:
            self._slow.release()


def _failure(error: Exception) -> Answer:
    return Answer(
        False, str(error if isinstance(error, BisenetBgError) else unexpected(error, _("Report this sentence.")))
    )
