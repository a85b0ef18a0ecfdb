"""`Settings` as JSON and back: one wrong value costs itself, and older versions are understood."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import Enum
from typing import Any, NoReturn

from app.backgrounds.spec import parse
from app.config import (
    DEVICE_WORDS,
    LEAST_DETAIL,
    LEAST_SECONDS,
    LONGEST_SIDE,
    MOST_CPU_BUDGET,
    MOST_DETAIL,
    MOST_SECONDS,
    MOST_THREADS,
    AppConfig,
)
from app.core.errors import ConfigError
from app.core.look import RANGES, Look
from app.core.types import Codec, Fit, Size
from app.settings.json_values import Read, list_of, member, number, one_of, optional, text, truth, whole_number
from app.settings.model import FAVOURITES, THEMES, Preset, Settings
from app.settings.persistence import REMEMBERED

VERSION = 1
_FARTHEST = 100_000

Tree = dict[str, Any]


def encode(settings: Settings) -> bytes:
    """Return settings as JSON; of the configuration only what is remembered."""
    tree = {
        "version": VERSION,
        "config": {name: _plain(getattr(settings.config, name)) for name in REMEMBERED},
        "presets": {name: _plain_fields(preset) for name, preset in settings.presets.items()},
        **{name: list(getattr(settings, name)) for name in _LISTS},
        **{name: getattr(settings, name) for name in _OTHERS},
    }
    # Names of files may hold what is no UTF-8; as ASCII it comes back as it was.
    return json.dumps(tree, indent=2).encode("ascii")


def decode(data: bytes) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings, and the names of values that could not be used and are the usual ones again.

    Raises:
        ConfigError: this is no file of settings, or one of a version that is not known yet.
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
    """Reads what can be read.

    Attributes:
        dropped: names of what cannot.
    """

    def __init__(self) -> None:
        self.dropped: list[str] = []

    def drop(self, name: str) -> bool:
        """Note that a value cannot be used; return False."""
        self.dropped.append(name)
        return False

    def table_at(self, tree: Tree, name: str) -> Tree:
        """Return the table of that name; an empty one where there is none."""
        table = tree.get(name, {})
        if isinstance(table, dict):
            return table
        self.drop(name)
        return {}

    def list_at(self, tree: Tree, name: str) -> tuple[str, ...]:
        """Return the words of the list of that name."""
        values = tree.get(name, [])
        if not isinstance(values, list):
            self.drop(name)
            return ()
        return tuple(value for value in values if _is(text, value) or self.drop(name))

    def fields(self, table: Tree, above: str, readers: Mapping[str, Read]) -> Tree:
        """Return the values that are there and right."""
        present = {name: read for name, read in readers.items() if name in table}
        return {
            name: read(table[name])
            for name, read in present.items()
            if _is(read, table[name]) or self.drop(f"{above}{name}")
        }

    def with_look(self, table: Tree, above: str, readers: Mapping[str, Read]) -> Tree:
        """Return the values that are there and right, and the `Look` beside them."""
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
        raise ConfigError("it is no JSON") from error
    if not isinstance(tree, dict):
        raise ConfigError("it is no table of settings")
    return tree


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _migrated(tree: Tree) -> Tree:
    # The first form said nothing of its version.
    version = tree.get("version", 0)
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ConfigError("its version is no number")
    if version > VERSION:
        raise ConfigError(f"it is of version {version}, which a newer bisenet-bg wrote")
    for older in range(version, VERSION):
        tree = MIGRATIONS[older](tree)
    return tree


def _from_0(tree: Tree) -> Tree:
    """What was adjusted last was called "last", and whether the window is dark was a switch."""
    rest = {name: value for name, value in tree.items() if name not in ("last", "dark")}
    dark = {} if "dark" not in tree else {"theme": "dark" if tree["dark"] else "light"}
    return {"config": tree.get("last", {}), **dark, **rest}


# What makes the next version of each older one.
MIGRATIONS: dict[int, Callable[[Tree], Tree]] = {0: _from_0}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Size):
        return [value.width, value.height]
    return asdict(value) if isinstance(value, Look) else value


def _plain_fields(preset: Preset) -> Tree:
    return {name: _plain(value) for name, value in vars(preset).items()}


def _background(value: object) -> str:
    word = text(value)
    if parse(word).shows_room:
        raise ValueError(value)
    return word


def _camera_size(value: object) -> Size:
    side = whole_number(2, LONGEST_SIDE)
    return Size(*list_of(side, side)(value))


_LOOK: dict[str, Read] = {
    **{name: number(span.low, span.high) for name, span in RANGES.items()},
    "flip": truth,
    "learn_furniture": truth,
}
_PRESET: dict[str, Read] = {"background": text, "fit": member(Fit)}
_CONFIG: dict[str, Read] = {
    "background": _background,
    "fit": member(Fit),
    "slide_seconds": number(LEAST_SECONDS, MOST_SECONDS),
    "camera": optional(text),
    "camera_size": optional(_camera_size),
    "codec": member(Codec),
    "model": optional(text),
    "device": one_of(*DEVICE_WORDS),
    "detail": number(LEAST_DETAIL, MOST_DETAIL),
    "threads": optional(whole_number(1, MOST_THREADS)),
    "mirror": truth,
    "cpu_budget": optional(number(0.01, MOST_CPU_BUDGET)),
}
_LISTS = ("own", "removed", "favourites")
_OTHERS: dict[str, Read] = {
    "theme": one_of(*THEMES),
    "page": text,
    "geometry": optional(list_of(*[whole_number(-_FARTHEST, _FARTHEST)] * 2, *[whole_number(1, _FARTHEST)] * 2)),
    "folder": text,
    "start_minimised": truth,
    "keep_in_tray": truth,
    "told_of_tray": truth,
    "welcomed": truth,
}
