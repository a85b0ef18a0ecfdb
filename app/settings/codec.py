"""`Settings` as JSON and back: an invalid value is dropped alone, and older versions are understood."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import Enum
from typing import Any, NoReturn, TypeVar

from app.config import FIELDS, AppConfig
from app.core.errors import ConfigError
from app.core.look import RANGES, SWITCHES, Look, Range
from app.core.values import Fit, Size
from app.fields import LONGEST_SIDE, FieldSpec, Language, Member, Percentage, PixelSize, Switch, WholeRange, Words
from app.language import _
from app.settings.model import FAVOURITES, THEMES, FileDialog, Preset, Settings
from app.settings.persistence import REMEMBERED

VERSION = 2
_FARTHEST = 100_000
_LONGEST_TEXT = 4096

Tree = dict[str, Any]
# Returns the value that a JSON value stands for, or raises ValueError.
Read = Callable[[object], Any]
E = TypeVar("E", bound=Enum)


def encode(settings: Settings) -> bytes:
    """Return settings as JSON; of the configuration, only the remembered fields are written."""
    tree = {
        "version": VERSION,
        "config": {name: _plain(getattr(settings.config, name)) for name in REMEMBERED},
        "presets": {name: _plain_fields(preset) for name, preset in settings.presets.items()},
        **{name: list(getattr(settings, name)) for name in _LISTS},
        **{name: getattr(settings, name) for name in _OTHERS},
    }
    # File names may hold bytes that are not UTF-8; ASCII with escapes preserves them.
    return json.dumps(tree, indent=2).encode("ascii")


def decode(data: bytes) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings, and the names of invalid values, which are replaced by their defaults.

    Raises:
        ConfigError: this is not a settings file, or a newer version wrote it.
    """
    tree, reading = _migrated(_tree(data)), _Reading()
    own, removed, favourites = (reading.list_at(tree, name) for name in _LISTS)
    presets = {
        name: Preset(**reading.with_look(preset, f"presets.{name}.", _PRESET))
        for name, preset in reading.table_at(tree, "presets").items()
        if (isinstance(preset, dict) and name.strip() and _is(text, name)) or reading.drop(f"presets.{name}")
    }
    config = AppConfig(**reading.with_look(reading.table_at(tree, "config"), "config.", _CONFIG))
    others = reading.fields(tree, "", _OTHERS)
    favourites = (*favourites, *Settings.favourites)[:FAVOURITES]
    settings = Settings(config, own, removed, favourites, presets, **others)
    return settings, tuple(reading.dropped)


class _Reading:
    """Reads the valid values.

    Attributes:
        dropped: names of the invalid ones.
    """

    def __init__(self) -> None:
        self.dropped: list[str] = []

    def drop(self, name: str) -> bool:
        """Note an invalid value; return False."""
        self.dropped.append(name)
        return False

    def table_at(self, tree: Tree, name: str) -> Tree:
        """Return the table with that name; empty if it is missing."""
        table = tree.get(name, {})
        if isinstance(table, dict):
            return table
        self.drop(name)
        return {}

    def list_at(self, tree: Tree, name: str) -> tuple[str, ...]:
        """Return the words of the list with that name."""
        values = tree.get(name, [])
        if not isinstance(values, list):
            self.drop(name)
            return ()
        return tuple(value for value in values if _is(text, value) or self.drop(name))

    def fields(self, table: Tree, above: str, readers: Mapping[str, Read]) -> Tree:
        """Return the values that are present and valid."""
        present = {name: read for name, read in readers.items() if name in table}
        return {
            name: read(table[name])
            for name, read in present.items()
            if _is(read, table[name]) or self.drop(f"{above}{name}")
        }

    def with_look(self, table: Tree, above: str, readers: Mapping[str, Read]) -> Tree:
        """Return the values that are present and valid, and the `Look` among them."""
        look = self.fields(self.table_at(table, "look"), f"{above}look.", _LOOK)
        return {**self.fields(table, above, readers), "look": Look(**look)}


def _is(read: Read, value: object) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _tree(data: bytes) -> Tree:
    try:
        tree = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ConfigError(_("It is not JSON.")) from error
    if not isinstance(tree, dict):
        raise ConfigError(_("It does not hold a table."))
    return tree


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _migrated(tree: Tree) -> Tree:
    # The first version did not store a number.
    version = tree.get("version", 0)
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ConfigError(_("Its version is not a number."))
    if version > VERSION:
        raise ConfigError(_("A newer bisenet-bg wrote it (version {version}).").format(version=version))
    for older in range(version, VERSION):
        tree = MIGRATIONS[older](tree)
    return tree


def _from_0(tree: Tree) -> Tree:
    """Version 0 called the configuration "last" and had a switch for a dark window."""
    rest = {name: value for name, value in tree.items() if name not in ("last", "dark")}
    dark = {} if "dark" not in tree else {"theme": "dark" if tree["dark"] else "light"}
    return {"config": tree.get("last", {}), **dark, **rest}


def _from_1(tree: Tree) -> Tree:
    """Version 1 had another name for `tray_notice_shown`."""
    rest = {name: value for name, value in tree.items() if name != "told_of_tray"}
    return {"tray_notice_shown": tree["told_of_tray"], **rest} if "told_of_tray" in tree else rest


# By version: turns it into the next one.
MIGRATIONS: dict[int, Callable[[Tree], Tree]] = {0: _from_0, 1: _from_1}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Size):
        return [value.width, value.height]
    return asdict(value) if isinstance(value, Look) else value


def _plain_fields(preset: Preset) -> Tree:
    return {name: _plain(value) for name, value in vars(preset).items()}


def truth(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def text(value: object) -> str:
    """Read text that a path may hold."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or "\0" in value:
        raise ValueError(value)
    # Half of a surrogate pair fails here, with a ValueError too.
    os.fsencode(value)
    return value


def number(low: float, high: float) -> Read:
    """Return a reader of a number from `low` to `high`."""

    def read(value: object) -> float:
        # True and False are integers for Python; NaN fails the comparison.
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ValueError(value)
        return float(value)

    return read


def whole_number(low: int, high: int) -> Read:
    """Return a reader of a whole number from `low` to `high`."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(value)
        return value

    return read


def list_of(*readers: Read) -> Callable[[object], tuple[Any, ...]]:
    """Return a reader of a list with one value for each of `readers`."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(readers):
            raise ValueError(value)
        return tuple(reader(one) for reader, one in zip(readers, value, strict=True))

    return read


def one_of(*values: str) -> Read:
    """Return a reader of one of these words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError(value)
        return value

    return read


def member(kind: type[E]) -> Callable[[object], E]:
    """Return a reader of the members of an enumeration, by their values."""
    return lambda value: kind(text(value))


def optional(read: Read) -> Read:
    """Return a reader that also accepts null."""
    return lambda value: None if value is None else read(value)


def only_if(condition: Callable[[Any], bool], read: Read) -> Read:
    """Return a reader that refuses values that do not meet a condition."""

    def read_allowed(value: object) -> Any:
        found = read(value)
        if not condition(found):
            raise ValueError(value)
        return found

    return read_allowed


def _size(value: object) -> Size:
    side = whole_number(2, LONGEST_SIDE)
    return Size(*list_of(side, side)(value))


def _reader(spec: FieldSpec) -> Read:
    """Return the reader of a field of `AppConfig`."""
    read: Read = text
    match spec.kind:
        case Switch():
            read = truth
        case Words(words):
            read = one_of(*words)
        case Language():
            read = one_of(*spec.kind.codes)
        case Member(enum):
            read = member(enum)
        case Range(low, high) | Percentage(low, high):
            read = number(low, high)
        case WholeRange(low, high):
            read = whole_number(low, high)
        case PixelSize():
            read = _size
    if spec.default is None or isinstance(spec.kind, Percentage):
        read = optional(read)
    return only_if(spec.may_be_remembered, read)


_LOOK: dict[str, Read] = {
    **{name: number(span.low, span.high) for name, span in RANGES.items()},
    **dict.fromkeys(SWITCHES, truth),
}
_PRESET: dict[str, Read] = {"background": text, "fit": member(Fit)}
_CONFIG = {name: _reader(FIELDS[name]) for name in REMEMBERED if FIELDS[name].kind is not None}
_LISTS = ("own", "removed", "favourites")
_OTHERS: dict[str, Read] = {
    "theme": one_of(*THEMES),
    "page": text,
    "geometry": optional(list_of(*[whole_number(-_FARTHEST, _FARTHEST)] * 2, *[whole_number(1, _FARTHEST)] * 2)),
    "folder": text,
    "start_minimised": truth,
    "keep_in_tray": truth,
    "tray_notice_shown": truth,
    "global_keys": truth,
    "file_dialog": one_of(*(choice.value for choice in FileDialog)),
    "welcomed": truth,
}
