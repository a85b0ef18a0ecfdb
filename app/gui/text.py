"""Sentences as labels show them; no Qt."""

import html
import os
import re
from pathlib import Path

# A word that is longer has no place to break a line, and would widen the window.
_LONGEST_WORD = 40
_BREAK = "\N{ZERO WIDTH SPACE}"
# Of a message, which stands above the picture and must leave it room.
_LONGEST = 420


def commands_in(text: str) -> str:
    """Return what stands in backticks, in that order, as one line for a terminal."""
    return " && ".join(re.findall(r"`([^`]+)`", text))


def shortened(text: str) -> str:
    """Return a message of bearable length."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def markup(text: str) -> str:
    """Return rich text in which what stands in backticks is code; nothing else in it is markup."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(breakable(text)))


def tip(text: str) -> str:
    """Return a tooltip that shows text as it is; Qt would take a name such as "<b>.mp4" for markup."""
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>' if "<" in text else text


def breakable(text: str) -> str:
    """Return text that a label can wrap wherever a word is very long; for eyes alone, not to be copied."""
    return re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda word: _broken(word.group()), text)


def _broken(word: str) -> str:
    return _BREAK.join(re.findall(rf".{{1,{_LONGEST_WORD // 2}}}", word))


def place_words(path: Path) -> str:
    """Return a path as it is shown: below the user's own as "~", and so that a long one can break into lines."""
    home = Path.home()
    text = str(Path("~") / path.relative_to(home) if path.is_relative_to(home) else path)
    return text.replace(os.sep, f"{os.sep}{_BREAK}")


def elapsed_words(seconds: float) -> str:
    """Return a time as clocks show it, "0:07" or "1:02:03"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
