"""The settings that persist between runs of the window: plain data, no Qt, no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.config import AppConfig
from app.core.look import Look
from app.core.values import Fit

FAVOURITES = 9
THEMES = ("system", "dark", "light")


class FileDialog(Enum):
    """Which file dialog the window opens; `AUTOMATIC` is the desktop's where a global key hides the user."""

    AUTOMATIC = "automatic"
    DESKTOP = "desktop"
    BUILT_IN = "built-in"


@dataclass(frozen=True)
class Preset:
    """A look and a background that the user saved under a name."""

    look: Look = field(default_factory=Look)
    background: str = AppConfig.background
    fit: Fit = AppConfig.fit


@dataclass(frozen=True)
class Settings:
    """Everything in the settings file; the defaults are those of a first start.

    Attributes:
        config: last used; the next start begins with its remembered fields.
        own: words of the backgrounds that the user added, in the order of the gallery.
        removed: words of bundled backgrounds that the user removed from the gallery.
        favourites: words of the backgrounds on the keys 1 to 9; "" for a free key.
        presets: by name.
        theme: one of `THEMES`.
        page: title of the open page of the side panel, "" for none.
        geometry: left, top, width and height of the window, pixels; None before it was first closed.
        folder: for recordings and snapshots; "" for the system's folders for videos and pictures.
        start_minimised: whether the window starts minimised.
        keep_in_tray: whether closing the window leaves the program running in the tray, if there is one.
        tray_notice_shown: whether the notice that the program keeps running there has been shown.
        global_keys: whether to ask the desktop for keys that work in front of other programs.
        file_dialog: a value of `FileDialog`.
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
    tray_notice_shown: bool = False
    global_keys: bool = False
    file_dialog: str = FileDialog.AUTOMATIC.value
    welcomed: bool = False
