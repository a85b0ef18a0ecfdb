"""Text for a terminal, wrapped at spaces: a terminal itself breaks lines in the middle of a word."""

import os
import re
import shutil
import sys
from typing import TextIO

# A word of a command, in which quotes and $(…) hold together.
_WORD = re.compile(r"""(?:\$\([^)]*\)|"[^"]*"|'[^']*'|\S)+""")
_WORD_OR_COMMAND = re.compile(r"`[^`]*`\S*|\S+")
_MARK = re.compile(r" *(?:[$-] |(?:ok|note|!|x) +)?")
_NARROWEST = 20


def wrapped(line: str, stream: TextIO | None = None) -> str:
    """Return a line wrapped to the width of the terminal, and as it is where the stream is no terminal.

    Args:
        line: text whose commands are in backticks, or one command after "$ ".
        stream: it is written to; None for stdout.
    """
    stream = stream or sys.stdout
    if not stream.isatty():
        return line
    return wrap(line, shutil.get_terminal_size().columns)


def wrap(line: str, width: int) -> str:
    """Return a line broken at spaces into lines of `width` columns; a longer word gets a line of its own.

    Lines below the first are indented like the text of the first. A broken command can still be pasted, since its
    lines end in a backslash; systems whose shells know no such mark get it in one line.
    """
    mark = _MARK.match(line)
    start = mark.group() if mark else ""
    indent = " " * len(start)
    lines, used = [start], len(start)
    words = _words(line[len(start) :], is_command=start.endswith("$ "))
    # Room for a backslash after a word of a command.
    room = max(width, _NARROWEST) - (2 if any(is_command for _, is_command, _ in words) else 0)
    for word, is_command, is_first in words:
        fits = used + 1 + len(word) <= room
        if is_first or fits or (is_command and os.name != "posix"):
            lines[-1] += word if used == len(indent) else f" {word}"
        else:
            lines[-1] += " \\" if is_command else ""
            lines.append(indent + word)
        used = len(lines[-1])
    return "\n".join(lines)


def _words(text: str, *, is_command: bool) -> list[tuple[str, bool, bool]]:
    """Return each word, whether the break before it lies inside a command, and whether it is the first of all."""
    parts = [text] if is_command else _WORD_OR_COMMAND.findall(text)
    found = []
    for part in parts:
        words = _WORD.findall(part) if is_command or part.startswith("`") else [part]
        found += [(word, index > 0) for index, word in enumerate(words)]
    return [(word, inside, index == 0) for index, (word, inside) in enumerate(found)]
