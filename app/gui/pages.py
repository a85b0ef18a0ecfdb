"""The pages of the side panel."""

from PySide6.QtWidgets import QWidget

from app.gui.adjust_page import AdjustPage
from app.gui.bridge import Bridge
from app.gui.glyphs import Glyph
from app.gui.memory import Memory
from app.gui.setup_page import SetupPage
from app.settings_file import settings_path

ADJUST_PAGE = "Adjust"


def pages(bridge: Bridge, memory: Memory) -> list[tuple[str, Glyph, QWidget]]:
    """Return title, icon and widget of every page, from the top down."""
    return [
        (ADJUST_PAGE, Glyph.SLIDERS, AdjustPage(bridge, memory)),
        ("Setup", Glyph.GEAR, SetupPage(bridge, memory, settings_path())),
    ]
