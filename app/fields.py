"""Row types of the table of settings in `app.config`: the kind of value of a field and its properties."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from app.core.look import Range
from app.language import _, available_languages

T = TypeVar("T")
LONGEST_SIDE = 7680


class Part(Enum):
    """A part of the pipeline that is made from settings; the session rebuilds it when one of them changes."""

    BACKGROUND = "background"
    SOURCE = "source"
    PROCESSOR = "processor"
    LOOK = "look"
    CORRECTIONS = "corrections"
    GOVERNOR = "governor"


@dataclass(frozen=True)
class Text:
    """Any text that a path may hold.

    Attributes:
        is_number_too: whether the configuration file may write it as a number.
    """

    is_number_too: bool = False


@dataclass(frozen=True)
class TextsOrSwitch:
    """Several texts, each from an option of its own; none of them means switched on without a value, None means off."""


@dataclass(frozen=True)
class Switch:
    """True or false."""


@dataclass(frozen=True)
class Words:
    """One of several words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """The code of a language that messages are translated to."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Those of the installed catalogues, and English."""
        return available_languages()


@dataclass(frozen=True)
class WordOrCount:
    """One of several words, or a whole number from 1, as text."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A member of an enumeration whose values are words."""

    enum: type[Enum]


@dataclass(frozen=True)
class WholeRange:
    """A whole number from `low` to `high`."""

    low: int
    high: int


@dataclass(frozen=True)
class Percentage:
    """A share from `low` to `high`, written in percent on the command line; None, written `off` or 0, for no limit."""

    low: float
    high: float


@dataclass(frozen=True)
class PixelSize:
    """A `Size` of even sides from 2 to `LONGEST_SIDE`."""


# Of an option, in English; a function, which translates it, where it depends on another table.
Help = str | Callable[[], str]
Kind = (
    Text
    | TextsOrSwitch
    | Switch
    | Words
    | Language
    | WordOrCount
    | Member
    | Range
    | WholeRange
    | Percentage
    | PixelSize
)


def _any(value: object) -> bool:
    return True


@dataclass(frozen=True)
class FieldSpec:
    """One row of the table.

    Attributes:
        default: value of a first start; where it is None, None may be stored too.
        kind: of its values; None for a field that is no option of its own: `look`, whose settings have a table in
            `app.core.look`, and what is never written as text.
        help: of its option, without limits and default, which are added.
        metavar: name of the value in the help; None where the help lists the values.
        commands: the subcommands that take its option, besides the window. The window passes on the options of
            `render` when it starts one.
        parts: of the pipeline that a change rebuilds; an error in the new value is shown as an error of the first.
        is_remembered: whether the next start uses the last value.
        may_be_remembered: returns False for a value that must not be remembered.
        is_undoable: whether Undo reverts a change; devices are chosen, not adjusted.
    """

    default: object
    kind: Kind | None = None
    help: Help = ""
    metavar: str | None = None
    commands: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    is_remembered: bool = True
    may_be_remembered: Callable[[Any], bool] = _any
    is_undoable: bool = True


def setting(
    default: T,
    kind: Kind | None = None,
    help: Help = "",
    metavar: str | None = None,
    *,
    commands: tuple[str, ...] = (),
    parts: tuple[Part, ...] = (),
    is_remembered: bool = True,
    may_be_remembered: Callable[[T], bool] = _any,
    is_undoable: bool = True,
) -> T:
    """Return a dataclass field whose metadata hold its `FieldSpec`, which takes the same arguments."""
    spec = FieldSpec(default, kind, help, metavar, commands, parts, is_remembered, may_be_remembered, is_undoable)
    return field(default=default, metadata={"spec": spec})


def option_name(name: str) -> str:
    """Return the long option of a field, without its dashes; it is the key of the configuration file too."""
    return name.replace("_", "-")


def option_text(kind: Kind, value: object) -> str:
    """Return a value as the command line writes it; parsing it again gives the same value."""
    if isinstance(kind, Percentage):
        return "off" if not isinstance(value, float) else _number(100 * value)
    if isinstance(value, Enum):
        return str(value.value)
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def full_help(spec: FieldSpec) -> str:
    """Return the help of an option with limits and default, in the chosen language."""
    meaning = _(spec.help) if isinstance(spec.help, str) else spec.help()
    has_default = not (spec.kind is None or spec.default is None or isinstance(spec.kind, Switch))
    default = option_text(spec.kind, spec.default) if spec.kind is not None and has_default else None
    limits = (spec.kind.low, spec.kind.high) if isinstance(spec.kind, Range | WholeRange) else None
    return described(meaning, limits, default)


def described(meaning: str, limits: tuple[float, float] | None = None, default: str | None = None) -> str:
    """Return the help of an option.

    Args:
        meaning: what the option does, in the chosen language.
        limits: least and greatest number that it takes.
        default: its default as the command line writes it.
    """
    if limits is None:
        if default is None:
            return meaning
        return _("{meaning} (default {default})").format(meaning=meaning, default=default)
    low, high = limits
    if default is None:
        return _("{meaning}; {low:g} to {high:g}").format(meaning=meaning, low=low, high=high)
    return _("{meaning}; {low:g} to {high:g} (default {default})").format(
        meaning=meaning, low=low, high=high, default=default
    )
