"""The pages of the side panel."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.gui.about_page import AboutPage
from app.gui.bridge import Bridge
from app.gui.glyphs import Glyph
from app.gui.memory import Memory
from app.gui.troubles import Remedy
from app.gui.welcome_page import WelcomePage
from app.settings import Settings

WELCOME, ABOUT = "Welcome", "About"


def pages(bridge: Bridge, memory: Memory, mend: Callable[[Remedy], None]) -> list[tuple[str, Glyph, QWidget]]:
    """Return title, icon and widget of every page, from the top down; `mend` does what a message or page offers."""
    welcome, about = WelcomePage(bridge, memory), AboutPage(bridge)
    welcome.wanted.connect(mend)
    about.welcome_wanted.connect(lambda: memory.change(page=WELCOME))
    return [(WELCOME, Glyph.WAVE, welcome), (ABOUT, Glyph.INFO, about)]


def first_page(settings: Settings) -> str:
    """Return the title of the page that is open at the start, "" for none."""
    return settings.page if settings.welcomed else WELCOME
