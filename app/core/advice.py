"""Steps that fix a problem: commands for a terminal, and sentences around them."""

import re
from collections.abc import Sequence

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
    words = []
    for step, before, after in zip(steps, ("", *steps), (*steps[1:], ""), strict=False):
        if not isinstance(step, ShellCommand):
            words.append(step)
            continue
        is_next = isinstance(before, ShellCommand)
        end = "," if isinstance(after, ShellCommand) else "."
        command = f"`{step}`"
        words.append(f"{_('then {command}').format(command=command) if is_next else command}{end}")
    return " ".join(words)
