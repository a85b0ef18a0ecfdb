"""The palette: named colours for everything that is drawn or styled, in a dark and a light set."""

from dataclasses import asdict, dataclass
from enum import Enum


class Theme(Enum):
    """Which palette the window uses."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True)
class Palette:
    """Named colours, each "#rrggbb".

    Attributes:
        background: the window.
        surface: cards and panels.
        raised: buttons and fields.
        hover: buttons and fields under the mouse.
        line: borders, tracks and pressed buttons.
        text, muted, faint: text, secondary text, and text of disabled quiet buttons.
        accent, accent_hover: whatever is on or selected.
        on_accent: text on `accent`.
        error, error_surface, error_raised, error_hover: an error message and its buttons.
        warning, warning_surface, warning_raised, warning_hover: the same for a warning.
    """

    background: str
    surface: str
    raised: str
    hover: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    error: str
    error_surface: str
    error_raised: str
    error_hover: str
    warning: str
    warning_surface: str
    warning_raised: str
    warning_hover: str

    def by_name(self) -> dict[str, str]:
        """Return the colours by name."""
        return asdict(self)


DARK = Palette(
    background="#10141b",
    surface="#181e28",
    raised="#232b38",
    hover="#2c3646",
    line="#3a4659",
    text="#eef2f7",
    muted="#9ba7b8",
    faint="#6b7789",
    accent="#4cc3e0",
    accent_hover="#6fd3ea",
    on_accent="#06222b",
    error="#ff8a80",
    error_surface="#3a1f24",
    error_raised="#562d33",
    error_hover="#6b383f",
    warning="#ffc46b",
    warning_surface="#3a2f17",
    warning_raised="#564522",
    warning_hover="#6b572c",
)

LIGHT = Palette(
    background="#f3f5f8",
    surface="#ffffff",
    raised="#e6eaf0",
    hover="#d9dfe8",
    line="#bcc6d3",
    text="#161c26",
    muted="#566273",
    faint="#8a95a5",
    accent="#0b7a99",
    accent_hover="#0a6a86",
    on_accent="#ffffff",
    error="#b3261e",
    error_surface="#fde8e6",
    error_raised="#f8d0cc",
    error_hover="#f2b8b3",
    warning="#8a5a00",
    warning_surface="#fdf0d5",
    warning_raised="#f7e0b0",
    warning_hover="#f0d28f",
)


class _Current:
    palette = DARK


def use_palette(palette: Palette) -> None:
    """Make `palette` the one that everything drawn from now on uses."""
    _Current.palette = palette


def colours() -> Palette:
    """Return the palette in use."""
    return _Current.palette
