"""A start while a window is open: that one comes to the front, instead of a second fighting for the camera."""

import time
from collections.abc import Mapping
from typing import Any

from app.commands.control import spelled_out
from app.control.client import NotRunningError, ask
from app.control.protocol import Answer, Command, Request
from app.control.single_instance import OccupiedError
from app.core.errors import ConfigError

_PATIENCE = 10.0
_RETRY_SECONDS = 0.1
# Of what is given, what is of no use to a program that runs.
_NOTHING_TO_TELL = {"command", "headless", "no-config"}


def hand_over(occupied: OccupiedError, given: Mapping[str, Any]) -> int:
    """Raise the window of the program that was first and pass on what was asked for; return 0.

    What it took, and what counts only for a new start, is told also where it refuses the rest.

    Args:
        occupied: why this program may not run.
        given: options by their long names; those that it cannot take are told.

    Raises:
        ConfigError: it has no window, does not answer, or refused.
    """
    wishes = _wishes(given)
    raised = _raise_window(occupied).text
    taken: list[str] = []
    refused: list[str] = []
    try:
        for wish in wishes:
            answer = ask(wish)
            (taken if answer.ok else refused).append(answer.text)
    finally:
        told = [*taken, *_only_for_a_new_start(given, wishes)]
        if told or not refused:
            # Before the error, also where both go to one file.
            print(raised, *told, flush=True)
    if refused:
        raise ConfigError(" ".join(refused))
    return 0


def _only_for_a_new_start(given: Mapping[str, Any], wishes: list[Request]) -> list[str]:
    late = sorted(given.keys() - _NOTHING_TO_TELL - {wish.command.value for wish in wishes})
    if not late:
        return []
    options = ", ".join(f"--{name}" for name in late)
    verb = "counts" if len(late) == 1 else "count"
    return [f"Only for a new start {verb} {options}: end it first with `bisenet-bg control quit`."]


def _wishes(given: Mapping[str, Any]) -> list[Request]:
    wishes = [
        Request(command, spelled_out(command, given[command.value]))
        for command in (Command.BACKGROUND, Command.CAMERA)
        if command.value in given
    ]
    # Which device it sends to, the running program has been told by its own start.
    switched = {"": "on", None: "off"}.get(given.get(Command.VIRTUAL_CAMERA.value, ...))
    if switched is not None:
        wishes.append(Request(Command.VIRTUAL_CAMERA, switched))
    return wishes


def _raise_window(occupied: OccupiedError) -> Answer:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return _agreed(ask(Request(Command.RAISE), _PATIENCE))
        except NotRunningError:
            # It has only just started, or is just ending.
            if time.monotonic() > deadline:
                raise occupied from None
            time.sleep(_RETRY_SECONDS)


def _agreed(answer: Answer) -> Answer:
    if not answer.ok:
        raise ConfigError(answer.text)
    return answer
