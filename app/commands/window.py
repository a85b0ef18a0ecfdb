"""Runs the window; a second start raises the first window instead of competing for the camera."""

import time
from collections.abc import Mapping
from typing import Any

from app.commands.control import spelled_out
from app.config import Start
from app.control.client import NotRunningError, ask
from app.control.protocol import Answer, Command, Request, raise_request
from app.control.single_instance import OccupiedError, SingleInstance, only_instance
from app.core.errors import ConfigError
from app.language import ngettext

_TIMEOUT = 10.0
_RETRY_SECONDS = 0.1
# Options that have no meaning for a running program, and need no remark.
_IRRELEVANT = {"command", "headless", "no-config"}


def run_window(start: Start, given: Mapping[str, Any]) -> int:
    """Open the window, or raise the one that is already open; return the exit status.

    Args:
        start: how the window starts.
        given: options of the command line by their long names; an open window takes some of them.

    Raises:
        ConfigError: Qt cannot be loaded, an option cannot be used, or a bisenet-bg without a window is running.
        DeviceError: there is no such camera or virtual camera.
    """
    try:
        with only_instance() as instance:
            return _open(instance, start)
    except OccupiedError as occupied:
        return _hand_over(occupied, given)


def _open(instance: SingleInstance, start: Start) -> int:
    # Only the first start needs them.
    from app.devices.cameras import ask_permission
    from app.factory import sink_of

    if start.config.virtual_camera is not None:
        # The user asked for it, so a missing one costs one sentence and no window.
        sink_of(start.config)
    ask_permission()
    from app.gui.startup.entry import run

    return run(start, instance)


def _hand_over(occupied: OccupiedError, given: Mapping[str, Any]) -> int:
    """Raise the window of the running program and pass on the options that it can take; return 0.

    The options that it accepted, and those that need a new start, are printed even where it refuses others.

    Args:
        occupied: the error to raise where the running program does not answer.
        given: options of the command line by their long names.

    Raises:
        ConfigError: it has no window, does not answer, or refused an option.
    """
    requests = _requests(given)
    raised = _raise_window(occupied).text
    accepted: list[str] = []
    refused: list[str] = []
    try:
        for request in requests:
            answer = ask(request)
            (accepted if answer.ok else refused).append(answer.text)
    finally:
        lines = [*accepted, *_only_at_start(given, requests)]
        if lines or not refused:
            # Before the error, even where both go to the same file.
            print(raised, *lines, flush=True)
    if refused:
        raise ConfigError(" ".join(refused))
    return 0


def _only_at_start(given: Mapping[str, Any], requests: list[Request]) -> list[str]:
    late = sorted(given.keys() - _IRRELEVANT - {request.command.value for request in requests})
    if not late:
        return []
    sentence = ngettext(
        "{options} takes effect only after a restart: quit the running program first with `bisenet-bg control quit`.",
        "{options} take effect only after a restart: quit the running program first with `bisenet-bg control quit`.",
        len(late),
    )
    return [sentence.format(options=", ".join(f"--{name}" for name in late))]


def _requests(given: Mapping[str, Any]) -> list[Request]:
    requests = [
        Request(command, spelled_out(command, given[command.value]))
        for command in (Command.BACKGROUND, Command.CAMERA)
        if command.value in given
    ]
    # The running program keeps the device it was started with, so only on and off can be passed on.
    switched = {(): "on", None: "off"}.get(given.get(Command.VIRTUAL_CAMERA.value, ...))
    if switched is not None:
        requests.append(Request(Command.VIRTUAL_CAMERA, switched))
    return requests


def _raise_window(occupied: OccupiedError) -> Answer:
    deadline = time.monotonic() + _TIMEOUT
    while True:
        try:
            answer = ask(raise_request(), _TIMEOUT)
        except NotRunningError:
            # It has only just started, or is about to end.
            if time.monotonic() > deadline:
                raise occupied from None
            time.sleep(_RETRY_SECONDS)
            continue
        if not answer.ok:
            raise ConfigError(answer.text)
        return answer
