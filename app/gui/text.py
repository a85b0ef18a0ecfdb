"""Formatting of the texts that labels show; no Qt."""

import html
import os
import re
from collections.abc import Callable
from pathlib import Path

from app.core.advice import words_of_command

# A longer word could not be wrapped, and would widen the window.
_LONGEST_WORD = 40
# Characters between the break points of a word, and those of a word that has one where space is short.
_PIECE = _SHORTEST_BROKEN = 20
_BREAK = "\N{ZERO WIDTH SPACE}"
_JOIN = "\N{WORD JOINER}"
_LEFT_TO_RIGHT, _END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_FIRST_STRONG = "\N{FIRST STRONG ISOLATE}"
# Between figures.
SEPARATOR = " · "
_INDENT = "  "
# Characters of a message, which must leave room for the picture below it.
_LONGEST_MESSAGE = 420


def shortened(text: str) -> str:
    """Return a message cut to 420 characters, with "…" where something is missing."""
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1].rstrip()}…"


def markup(text: str, *, is_narrow: bool = False) -> str:
    """Return rich text with the parts in backticks as code, which wraps at spaces only; the rest is escaped.

    Args:
        text: to show.
        is_narrow: whether words of 20 characters or more may be broken everywhere, those of code too.
    """
    if is_narrow:
        text = breakable(text, _SHORTEST_BROKEN)
    parts = re.split(r"`([^`]+)`", text)
    codes = [f"<code>{html.escape(_BREAK.join(map(unbroken, part.split(_BREAK))))}</code>" for part in parts[1::2]]
    words = [html.escape(breakable(part)) for part in parts[::2]]
    return "".join(word + code for word, code in zip(words, [*codes, ""], strict=True))


def tip(text: str) -> str:
    """Return a tooltip that shows the text literally; Qt would take a name such as "<b>.mp4" for markup."""
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>' if "<" in text else text


def breakable(text: str, longest: int = _LONGEST_WORD) -> str:
    """Return the text with invisible break points in words of `longest` characters or more; not for copying."""
    return re.sub(rf"[^\s{_BREAK}]{{{longest},}}", lambda word: _with_breaks(word.group()), text)


def unbroken(command: str) -> str:
    """Return a command that Qt wraps at its spaces only, with invisible joiners around its signs; not for copying."""
    return re.sub(r"(?<=\S)(?=[^\w\s])|(?<=[^\w\s])(?=\S)", _JOIN, command)


def command_lines(command: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """Return the lines of a command broken at its spaces, those below the first with an indent; quotes stay whole.

    Args:
        command: one line.
        width: of the lines; a longer word gets a line of its own.
        width_of: measures a text in the unit of `width`.
    """
    lines = [""]
    for index, (spaces, word) in enumerate(words_of_command(command)):
        if index == 0 or width_of(lines[-1] + spaces + word) <= width:
            lines[-1] += spaces + word
        else:
            lines.append(f"{_INDENT}{word}")
    return lines


def _with_breaks(word: str) -> str:
    return _BREAK.join(re.findall(rf".{{1,{_PIECE}}}", word))


def display_path(path: Path) -> str:
    """Return a path for display: "~" for the home folder, and an invisible break point after each separator.

    It reads from left to right in every language.
    """
    home = Path.home()
    text = str(Path("~") / path.relative_to(home) if path.is_relative_to(home) else path)
    return f"{_LEFT_TO_RIGHT}{text.replace(os.sep, f'{os.sep}{_BREAK}')}{_END}"


def figures_in_order(text: str) -> str:
    """Return figures separated by " · " with marks that keep them, and each number and its unit, in this order.

    Without the marks a right-to-left window would show "16 ms · 21.6 fps" as "ms · 21.6 fps 16".
    """
    figures = [f"{_FIRST_STRONG}{figure}{_END}" for figure in text.split(SEPARATOR)]
    return f"{_LEFT_TO_RIGHT}{SEPARATOR.join(figures)}{_END}"


def elapsed_words(seconds: float) -> str:
    """Return a duration as a clock shows it: "0:07", "1:02:03"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
