"""The pages of the side panel."""

from PySide6.QtWidgets import QWidget

from app.gui.bridge import Bridge
from app.gui.fix_page import FixPage
from app.gui.glyphs import Glyph
from app.gui.memory import Memory
from app.gui.preview import Preview


def pages(bridge: Bridge, memory: Memory, preview: Preview) -> list[tuple[str, Glyph, QWidget]]:
    """Return title, icon and widget of every page, from the top down."""
    return [("Fix", Glyph.BRUSH, FixPage(bridge, preview))]
