"""Command-line options for the settings of the `Look`."""

import argparse
from collections.abc import Sequence
from typing import Any

from app.cli.option_types import number
from app.core.look import DEFAULT_LOOK, RANGES, SWITCHES, Look
from app.fields import described, option_name
from app.language import _

_FIRST = "crispness"
_MOVES = ("x", "y")


def add_look_options(parser: argparse.ArgumentParser) -> None:
    """Add one option for each setting of a `Look`; an option that is not given is left out of the namespace."""
    picture = parser.add_argument_group(_("picture"))
    advanced = parser.add_argument_group(_("advanced picture settings"))
    for name, span in RANGES.items():
        if name not in _MOVES:
            group = picture if name == _FIRST else advanced
            text = described(_(span.meaning), (span.low, span.high), f"{getattr(DEFAULT_LOOK, name):g}")
            option = f"--{option_name(name)}"
            group.add_argument(option, type=number(span), default=argparse.SUPPRESS, metavar="N", help=text)
    advanced.add_argument(
        "--move",
        action=_Move,
        type=_pair,
        default=argparse.SUPPRESS,
        metavar="X,Y",
        help=_("move the person right and down by these fractions of width and height; -1 to 1 each (default 0,0)"),
    )
    for name, meaning in SWITCHES.items():
        text = _("{meaning} (default on)") if getattr(DEFAULT_LOOK, name) else _("{meaning} (default off)")
        advanced.add_argument(
            f"--{option_name(name)}",
            action=argparse.BooleanOptionalAction,
            default=argparse.SUPPRESS,
            help=text.format(meaning=_(meaning)),
        )


def look_of(options: argparse.Namespace) -> Look:
    """Return the look for the options of `add_look_options`."""
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


def _pair(text: str) -> tuple[float, ...]:
    parts = text.split(",")
    if len(parts) != len(_MOVES):
        raise argparse.ArgumentTypeError(_("{text} is not a pair of numbers such as 0.2,0").format(text=text))
    return tuple(number(RANGES[name])(part) for name, part in zip(_MOVES, parts, strict=True))
