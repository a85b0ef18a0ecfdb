"""Font, palette and the one style sheet; needs neither a system theme nor an icon theme."""

from importlib import resources
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QPen
from PySide6.QtWidgets import QApplication

from app.gui.theme.palette import DARK, LIGHT, Palette, Theme, colours, wear

# Of corners, in points.
RADIUS = 10
# Points that a drawn control leaves around itself for its focus ring.
RING = 4

# The first that is installed is taken; DejaVu Sans is what a bare system has.
_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Ubuntu", "Noto Sans", "DejaVu Sans"]
_POINT_SIZE = 10


def sheet(worn: Palette) -> str:
    """Return the style sheet with the colours filled in."""
    text = resources.files("app.gui.theme").joinpath("style.qss").read_text(encoding="utf-8")
    return Template(text).substitute(worn.by_name(), radius=RADIUS, ring=RING)


def apply_style(application: QApplication, theme: Theme = Theme.SYSTEM) -> None:
    """Dress the whole application, its dialogs too; may be called again for another theme."""
    # Fusion is drawn by Qt itself and is the same on every system.
    application.setStyle("Fusion")
    font = QFont(_FAMILIES[-1], _POINT_SIZE)
    font.setFamilies(_FAMILIES)
    application.setFont(font)
    wear(_chosen(application, theme))
    application.setPalette(_palette(colours()))
    application.setStyleSheet(sheet(colours()))


def round_pen(colour: str, width: float) -> QPen:
    """Return a pen for strokes with round ends and corners."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _chosen(application: QApplication, theme: Theme) -> Palette:
    if theme is Theme.SYSTEM:
        light = application.styleHints().colorScheme() is Qt.ColorScheme.Light
        return LIGHT if light else DARK
    return LIGHT if theme is Theme.LIGHT else DARK


def _palette(worn: Palette) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    roles = {
        role.Window: worn.surface,
        role.WindowText: worn.text,
        role.Base: worn.background,
        role.AlternateBase: worn.surface,
        role.Text: worn.text,
        role.Button: worn.raised,
        role.ButtonText: worn.text,
        role.BrightText: worn.text,
        role.Highlight: worn.accent,
        role.HighlightedText: worn.on_accent,
        role.Link: worn.accent,
        role.ToolTipBase: worn.raised,
        role.ToolTipText: worn.text,
        role.PlaceholderText: worn.muted,
        role.Mid: worn.line,
        role.Dark: worn.background,
        role.Light: worn.hover,
    }
    for where, colour in roles.items():
        palette.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(worn.muted))
    return palette
