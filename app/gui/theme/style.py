"""Font, Qt palette and style sheet of the application; independent of system and icon themes."""

from importlib import resources
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QPen
from PySide6.QtWidgets import QApplication

from app.gui.theme.palette import DARK, LIGHT, Palette, Theme, colours, use_palette

# Radius of corners, in points.
RADIUS = 10
# Points that a painted widget leaves around its content for the focus ring.
RING = 4

# The first installed family is used; a minimal system has DejaVu Sans.
_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Ubuntu", "Noto Sans", "DejaVu Sans"]
# All lengths are meant for this size of the text, on a screen of 96 dots an inch.
_POINT_SIZE = 10.0
_POINTS_PER_PIXEL = 72 / 96
# Sizes of the text in the style sheet, in pixels.
_TEXT_SIZES = (11, 12, 14, 15, 17)
# Least heights of the text of a button and of an entry in a list.
_LINE, _ITEM = 20, 30
# What Qt says on a desktop that names no font.
_UNNAMED = ("Sans Serif", 9.0)


class _Current:
    point_size = _POINT_SIZE


def system_point_size() -> float:
    """Return the size of the text that the desktop is set to, in points."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    size = font.pointSizeF() if font.pointSizeF() > 0 else font.pixelSize() * _POINTS_PER_PIXEL
    return _POINT_SIZE if (font.family(), size) == _UNNAMED else size


def scaled(length: float) -> int:
    """Return a length that grows with the text, in points of the screen, for the length at the size of 10 points."""
    return round(length * _Current.point_size / _POINT_SIZE)


def text_size(pixels: float) -> float:
    """Return the size of a text in points that has this many pixels where the system's text has 10 points."""
    return round(pixels * _POINTS_PER_PIXEL * _Current.point_size / _POINT_SIZE, 2)


def style_sheet(palette: Palette) -> str:
    """Return the style sheet with the colours of a palette and the sizes of the text in use."""
    text = resources.files("app.gui.theme").joinpath("style.qss").read_text(encoding="utf-8")
    sizes = {f"text_{pixels}": str(text_size(pixels)) for pixels in _TEXT_SIZES}
    heights = {"line": max(_LINE, scaled(_LINE)), "item": max(_ITEM, scaled(_ITEM))}
    # Qt mirrors the arrow of a combo box, but not the room for it.
    mirrored = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    rooms = dict(zip(("combo_left", "combo_right"), (34, 12) if mirrored else (12, 34), strict=True))
    return Template(text).substitute(palette.by_name() | sizes, **heights, **rooms, radius=RADIUS, ring=RING)


def apply_style(application: QApplication, theme: Theme = Theme.SYSTEM) -> None:
    """Style the whole application, including dialogs.

    Call it again after a change of theme, system font or layout direction.
    """
    # Qt draws Fusion itself, so it looks the same on every system.
    application.setStyle("Fusion")
    _Current.point_size = system_point_size()
    font = QFont(_FAMILIES[-1])
    font.setPointSizeF(_Current.point_size)
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
