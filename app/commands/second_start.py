"""A start while a window is open: that one comes to the front, instead of a second fighting for the camera."""

import time
from collections.abc import Mapping

from app.commands.control import spelled_out
from app.control.client import NotRunningError, ask
from app.control.instance import OccupiedError
from app.control.protocol import Answer, Command, Request
from app.core.errors import ConfigError

_PATIENCE = 10.0
_RETRY_SECONDS = 0.1


def hand_over(occupied: OccupiedError, wishes: Mapping[str, str]) -> int:
    """Raise the window of the program that was first and pass on what was asked for; return 0.

    Args:
        occupied: why this program may not run.
        wishes: `background` and `camera`, where they were given.

    Raises:
        ConfigError: it has no window, does not answer, or refused.
    """
    answers = [_raise_window(occupied)]
    for name, word in wishes.items():
        command = Command(name)
        answers.append(_agreed(ask(Request(command, spelled_out(command, word)))))
    print(*(answer.text for answer in answers))
    return 0


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
