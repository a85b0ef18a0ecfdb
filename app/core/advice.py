"""Steps that fix a problem: commands for a terminal, and sentences around them."""

import re
from collections.abc import Sequence
from functools import reduce
from itertools import groupby

from app.language import _

# A word of a command, in which quotes and $(…) hold together, with the spaces before it.
_SPACES_AND_WORD = re.compile(r"""(\s*)((?:\$\([^)]*\)|"[^"]*"|'[^']*'|\S)+)""")

Steps = tuple[str, ...]


class ShellCommand(str):
    """A step that is a command for a terminal; every other step is a sentence, with a colon where commands follow."""

    __slots__ = ()


def translated(steps: Sequence[str]) -> Steps:
    """Return steps that are defined in English with their sentences in the chosen language."""
    return tuple(step if isinstance(step, ShellCommand) else _(step) for step in steps)


def commands_of(steps: Sequence[str]) -> tuple[ShellCommand, ...]:
    """Return the commands among the steps."""
    return tuple(step for step in steps if isinstance(step, ShellCommand))


def words_of_command(command: str) -> list[tuple[str, str]]:
    """Return the spaces before each word of a command, and the word; a command may be broken only between these."""
    return _SPACES_AND_WORD.findall(command)


def in_words(steps: Sequence[str]) -> str:
    """Return all steps as one text, with the commands in backticks."""
    words: list[str] = []
    for are_commands, group in groupby(steps, lambda step: isinstance(step, ShellCommand)):
        if not are_commands:
            words += group
            continue
        commands = reduce(
            lambda before, command: _("{commands}, then {command}").format(commands=before, command=command),
            (f"`{step}`" for step in group),
        )
        words.append(_("{commands}.").format(commands=commands))
    return " ".join(words)
