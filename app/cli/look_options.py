"""The settings of the picture as options of a command line."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from app.core.look import DEFAULT_LOOK, RANGES, Look, Range

_FIRST = "crispness"
_MOVES = ("x", "y")


def add_look_options(parser: argparse.ArgumentParser) -> None:
    """Add one option for each setting of a `Look`; what is not given is left out of the namespace."""
    picture = parser.add_argument_group("picture")
    advanced = parser.add_argument_group("advanced picture settings")
    for name, span in RANGES.items():
        if name not in _MOVES:
            group = picture if name == _FIRST else advanced
            default = getattr(DEFAULT_LOOK, name)
            words = f"{span.meaning}; {span.low:g} to {span.high:g} (default {default:g})"
            option = f"--{name.replace('_', '-')}"
            group.add_argument(option, type=_number(span), default=argparse.SUPPRESS, metavar="N", help=words)
    advanced.add_argument(
        "--move",
        action=_Move,
        type=_pair,
        default=argparse.SUPPRESS,
        metavar="X,Y",
        help="move the person to the right and down, shares of width and height; -1 to 1 each (default 0,0)",
    )
    advanced.add_argument(
        "--flip",
        action=argparse.BooleanOptionalAction,
        default=argparse.SUPPRESS,
        help="mirror the person, for everybody who sees you",
    )
    advanced.add_argument(
        "--learn-furniture",
        action=argparse.BooleanOptionalAction,
        default=argparse.SUPPRESS,
        help="find still furniture that is partly shown, such as the back of a chair, and remove it (default on)",
    )


def look_of(options: argparse.Namespace) -> Look:
    """Return the look that the options of `add_look_options` make."""
    return Look.of(vars(options))


class _Move(argparse.Action):
    """Stores a pair as the settings `x` and `y`."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        for name, value in zip(_MOVES, values or (), strict=True):
            setattr(namespace, name, value)


def _number(span: Range) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = _float(text)
        # What is no number fails this comparison too.
        if not span.low <= value <= span.high:
            raise argparse.ArgumentTypeError(f"{text} is not a number from {span.low:g} to {span.high:g}")
        return value

    return parse


def _pair(text: str) -> tuple[float, ...]:
    parts = text.split(",")
    if len(parts) != len(_MOVES):
        raise argparse.ArgumentTypeError(f"{text} is not a pair of numbers such as 0.2,0")
    return tuple(_number(RANGES[name])(part) for name, part in zip(_MOVES, parts, strict=True))


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
