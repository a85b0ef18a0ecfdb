"""Argparse types: functions that turn a word of the command line into a value, with errors that name the mistake."""

import argparse
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from app.core.look import Range
from app.core.values import Size
from app.fields import (
    LONGEST_SIDE,
    Kind,
    Language,
    Member,
    Percentage,
    PixelSize,
    Switch,
    TextsOrSwitch,
    WholeRange,
    WordOrCount,
    Words,
)
from app.language import _, language_code


class _Texts(argparse.Action):
    """Collects the texts of an option that may be given several times; one without a value adds none."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        before = getattr(namespace, self.dest, None)
        texts = before if isinstance(before, tuple) else ()
        setattr(namespace, self.dest, (*texts, values) if values and values not in texts else texts)


def argument_of(kind: Kind) -> dict[str, Any]:
    """Return the keywords of `add_argument` for a value of this kind; `value_of` completes the conversion."""
    keywords: dict[str, Any] = {}
    match kind:
        case Switch():
            keywords = {"action": argparse.BooleanOptionalAction}
        case TextsOrSwitch():
            keywords = {"nargs": "?", "const": "", "action": _Texts}
        case Words():
            keywords = {"choices": kind.words}
        case Language():
            keywords = {"type": lambda text: language_code(text) or text, "choices": kind.codes}
        case WordOrCount():
            keywords = {"type": word_or_count(kind)}
        case Member():
            # Words, because argparse lists the choices in its errors.
            keywords = {"choices": tuple(member.value for member in kind.enum)}
        case Range():
            keywords = {"type": number(kind)}
        case WholeRange():
            keywords = {"type": whole_number(kind)}
        case Percentage():
            keywords = {"type": percentage(kind)}
        case PixelSize():
            keywords = {"type": size}
    return keywords


def value_of(kind: Kind, parsed: Any) -> Any:
    """Convert a value parsed by argparse to the value in the configuration."""
    return kind.enum(parsed) if isinstance(kind, Member) else parsed


def size(text: str) -> Size:
    """Read "WIDTHxHEIGHT", both even."""
    return _size(text, 2, _("{text} is not a size; give even numbers from 2 to {maximum}, for instance 1280x720"))


def any_size(text: str) -> Size:
    """Read "WIDTHxHEIGHT"."""
    return _size(text, 1, _("{text} is not a size; give numbers from 2 to {maximum}, for instance 1280x720"))


def _size(text: str, step: int, mistake: str) -> Size:
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    width, height = (int(group) for group in match.groups()) if match else (0, 0)
    if not (2 <= width <= LONGEST_SIDE and 2 <= height <= LONGEST_SIDE) or width % step or height % step:
        raise argparse.ArgumentTypeError(mistake.format(text=text, maximum=LONGEST_SIDE))
    return Size(width, height)


def number(limits: Range) -> Callable[[str], float]:
    """Return a reader of numbers within limits."""

    def read(text: str) -> float:
        value = _float(text)
        # NaN fails this comparison too.
        if not limits.low <= value <= limits.high:
            raise argparse.ArgumentTypeError(
                _("{text} is not a number from {low:g} to {high:g}").format(text=text, low=limits.low, high=limits.high)
            )
        return value

    return read


def whole_number(limits: WholeRange) -> Callable[[str], int]:
    """Return a reader of whole numbers within limits."""

    def read(text: str) -> int:
        if not text.isdecimal() or not limits.low <= int(text) <= limits.high:
            raise argparse.ArgumentTypeError(
                _("{text} is not a whole number from {low} to {high}").format(
                    text=text, low=limits.low, high=limits.high
                )
            )
        return int(text)

    return read


def word_or_count(kind: WordOrCount) -> Callable[[str], str]:
    """Return a reader of words, or of whole numbers from 1."""

    def read(text: str) -> str:
        if text not in kind.words and not re.fullmatch(r"[1-9][0-9]{0,3}", text):
            raise argparse.ArgumentTypeError(
                _("{text} is none of {words}, and no number from 1").format(text=text, words=", ".join(kind.words))
            )
        return text

    return read


def percentage(limits: Percentage) -> Callable[[str], float | None]:
    """Return a reader of percentages as fractions; `off` and 0 give None."""

    def read(text: str) -> float | None:
        if text == "off":
            return None
        percent = _float(text)
        if not 0 <= percent <= 100 * limits.high:
            raise argparse.ArgumentTypeError(
                _("{text} is not a percentage from 0 to {maximum:g}, or off").format(
                    text=text, maximum=100 * limits.high
                )
            )
        return percent / 100 or None

    return read


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
