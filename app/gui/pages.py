"""The pages of the side panel."""

from PySide6.QtWidgets import QWidget

from app.gui.bridge import Bridge
from app.gui.glyphs import Glyph


def pages(bridge: Bridge) -> list[tuple[str, Glyph, QWidget]]:
    """Return title, icon and widget of every page, from the top down."""
    return []
