"""What the window remembers from one start to the next: plain data, no Qt, no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.config import AppConfig
from app.core.look import Look
from app.core.types import Fit

FAVOURITES = 9
THEMES = ("system", "dark", "light")


@dataclass(frozen=True)
class Preset:
    """A picture that the user gave a name: who is cut out how, before what."""

    look: Look = field(default_factory=Look)
    background: str = AppConfig.background
    fit: Fit = AppConfig.fit


@dataclass(frozen=True)
class Settings:
    """All of it; the defaults are those of a first start.

    Attributes:
        config: what was adjusted last; the next start begins with it.
        own: words of the backgrounds that the user added, in the order of the gallery.
        removed: words of bundled backgrounds that the user does not want to see.
        favourites: words of the backgrounds on the keys 1 to 9; "" where there is none.
        presets: by name.
        theme: one of `THEMES`.
        page: title of the page of the side panel that is open, "" for none.
        geometry: left, top, width and height of the window; None before it was ever closed.
        folder: where recordings and snapshots go; "" for the system's own folder for them.
        start_minimised: whether the window starts out of the way.
        keep_in_tray: whether closing the window leaves the program in the tray, where there is one.
        told_of_tray: whether it has been said that a closed window lives on there.
        welcomed: whether the first-run page has been seen.
    """

    config: AppConfig = field(default_factory=AppConfig)
    own: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    favourites: tuple[str, ...] = ("",) * FAVOURITES
    presets: Mapping[str, Preset] = field(default_factory=dict)
    theme: str = THEMES[0]
    page: str = ""
    geometry: tuple[int, int, int, int] | None = None
    folder: str = ""
    start_minimised: bool = False
    keep_in_tray: bool = False
    told_of_tray: bool = False
    welcomed: bool = False
