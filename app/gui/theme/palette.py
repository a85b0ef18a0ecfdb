"""The named colours, a dark and a light set; whatever is drawn or styled takes them from here."""

from dataclasses import asdict, dataclass
from enum import Enum


class Theme(Enum):
    """Which set of colours the window wears."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True)
class Palette:
    """One set, each `#rrggbb`.

    Attributes:
        background: of the window.
        surface: of cards and panels on it.
        raised: of buttons and fields.
        hover: of these under the mouse.
        line: of borders, tracks and pressed buttons.
        text, muted, faint: words, words that matter less, and those of what cannot be pressed now.
        accent, accent_hover: of what is on or chosen.
        on_accent: of words on `accent`.
        error, error_surface, error_raised, error_hover: of a message about what failed, and of its buttons.
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

    def by_name(self) -> dict[str, str]:
        """Return the colours by their names."""
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
)


class _Worn:
    colours = DARK


def wear(colours: Palette) -> None:
    """Let everything that is drawn from now on have these colours."""
    _Worn.colours = colours


def colours() -> Palette:
    """Return what the window wears now."""
    return _Worn.colours
