"""Steps that fix a problem: commands for a terminal, and sentences around them."""

import re
from collections.abc import Sequence

# A word of a command, in which quotes and $(…) hold together, with the spaces before it.
_SPACES_AND_WORD = re.compile(r"""(\s*)((?:\$\([^)]*\)|"[^"]*"|'[^']*'|\S)+)""")

Steps = tuple[str, ...]


class ShellCommand(str):
    """A step that is a command for a terminal; every other step is a sentence, with a colon where commands follow."""

    __slots__ = ()


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
        end = "," if isinstance(after, ShellCommand) else "."
        words.append(f"{'then ' if isinstance(before, ShellCommand) else ''}`{step}`{end}")
    return " ".join(words)
