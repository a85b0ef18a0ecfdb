"""Text for a terminal, wrapped at spaces: a terminal itself breaks lines in the middle of a word."""

import os
import re
import shutil
import sys
from typing import NamedTuple, TextIO

from app.core.advice import words_of_command

_WORD_OR_COMMAND = re.compile(r"(\s*)(`[^`]*`\S*|\S+)")
# A dash, a dollar sign, or a short word and the spaces that align what follows it.
_MARK = re.compile(r" *(?:[$-] |\S+ {2,})?")
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
    lines end in a backslash; systems whose shells know no such mark get it in one line. Spaces within a line stay.
    """
    if len(line) <= width:
        return line
    mark = _MARK.match(line)
    start = mark.group() if mark else ""
    indent = " " * len(start)
    lines = [start]
    words = _words(line[len(start) :], is_command=start.endswith("$ "))
    # Room for a backslash after a word of a command.
    room = max(width, _NARROWEST) - (2 if any(word.continues_command for word in words) else 0)
    for index, word in enumerate(words):
        fits = len(lines[-1]) + len(word.spaces) + len(word.text) <= room
        if index == 0 or fits or (word.continues_command and os.name != "posix"):
            lines[-1] += word.spaces + word.text
        else:
            lines[-1] += " \\" if word.continues_command else ""
            lines.append(indent + word.text)
    return "\n".join(lines)


class _Word(NamedTuple):
    """A word, the spaces before it, and whether these lie inside a command."""

    spaces: str
    text: str
    continues_command: bool


def _words(text: str, *, is_command: bool) -> list[_Word]:
    found = []
    for spaces, part in [("", text)] if is_command else _WORD_OR_COMMAND.findall(text):
        words = words_of_command(part) if is_command or part.startswith("`") else [("", part)]
        found += [_Word(gap if index else spaces + gap, word, index > 0) for index, (gap, word) in enumerate(words)]
    return found
