"""Font, Qt palette and style sheet of the application; independent of system and icon themes."""

from importlib import resources
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QPen
from PySide6.QtWidgets import QApplication

from app.gui.theme.palette import DARK, LIGHT, Palette, Theme, colours, use_palette

# Radius of corners, in points.
RADIUS = 10
# Points that a painted widget leaves around its content for the focus ring.
RING = 4

# The first installed family is used; a minimal system has DejaVu Sans.
_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Ubuntu", "Noto Sans", "DejaVu Sans"]
_POINT_SIZE = 10


def style_sheet(palette: Palette) -> str:
    """Return the style sheet with the colours of a palette."""
    text = resources.files("app.gui.theme").joinpath("style.qss").read_text(encoding="utf-8")
    return Template(text).substitute(palette.by_name(), radius=RADIUS, ring=RING)


def apply_style(application: QApplication, theme: Theme = Theme.SYSTEM) -> None:
    """Style the whole application, including dialogs; call it again to change the theme."""
    # Qt draws Fusion itself, so it looks the same on every system.
    application.setStyle("Fusion")
    font = QFont(_FAMILIES[-1], _POINT_SIZE)
    font.setFamilies(_FAMILIES)
    application.setFont(font)
    use_palette(_palette_of(application, theme))
    application.setPalette(_qt_palette(colours()))
    application.setStyleSheet(style_sheet(colours()))


def round_pen(colour: str, width: float) -> QPen:
    """Return a pen with round caps and joins."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _palette_of(application: QApplication, theme: Theme) -> Palette:
    if theme is Theme.SYSTEM:
        light = application.styleHints().colorScheme() is Qt.ColorScheme.Light
        return LIGHT if light else DARK
    return LIGHT if theme is Theme.LIGHT else DARK


def _qt_palette(palette: Palette) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    roles = {
        role.Window: palette.surface,
        role.WindowText: palette.text,
        role.Base: palette.background,
        role.AlternateBase: palette.surface,
        role.Text: palette.text,
        role.Button: palette.raised,
        role.ButtonText: palette.text,
        role.BrightText: palette.text,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Link: palette.accent,
        role.ToolTipBase: palette.raised,
        role.ToolTipText: palette.text,
        role.PlaceholderText: palette.muted,
        role.Mid: palette.line,
        role.Dark: palette.background,
        role.Light: palette.hover,
    }
    for where, colour in roles.items():
        made.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(palette.muted))
    return made
