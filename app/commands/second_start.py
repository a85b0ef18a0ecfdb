"""A start while a window is open: that one comes to the front, instead of a second fighting for the camera."""

import time
from collections.abc import Mapping
from typing import Any

from app.commands.control import spelled_out
from app.control.client import NotRunningError, ask
from app.control.instance import OccupiedError
from app.control.protocol import Answer, Command, Request
from app.core.errors import ConfigError

_PATIENCE = 10.0
_RETRY_SECONDS = 0.1
# Of what is given, what is of no use to a program that runs.
_NOTHING_TO_TELL = {"command", "headless", "no-config"}


def hand_over(occupied: OccupiedError, given: Mapping[str, Any]) -> int:
    """Raise the window of the program that was first and pass on what was asked for; return 0.

    Args:
        occupied: why this program may not run.
        given: options by their long names; those that it cannot take are told.

    Raises:
        ConfigError: it has no window, does not answer, or refused.
    """
    wishes = _wishes(given)
    said = [_raise_window(occupied).text, *(_agreed(ask(wish)).text for wish in wishes)]
    late = sorted(given.keys() - _NOTHING_TO_TELL - {wish.command.value for wish in wishes})
    if late:
        options = ", ".join(f"--{name}" for name in late)
        verb = "counts" if len(late) == 1 else "count"
        said.append(f"Only for a new start {verb} {options}: end it first with `bisenet-bg control quit`.")
    print(*said)
    return 0


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
