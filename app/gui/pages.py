"""The pages of the side panel."""

from PySide6.QtWidgets import QWidget

from app.gui.bridge import Bridge
from app.gui.glyphs import Glyph
from app.gui.memory import Memory
from app.gui.record_page import RECORD_TITLE, RecordPage


def pages(bridge: Bridge, memory: Memory) -> list[tuple[str, Glyph, QWidget]]:
    """Return title, icon and widget of every page, from the top down."""
    return [(RECORD_TITLE, Glyph.RECORD, RecordPage(bridge, memory))]
