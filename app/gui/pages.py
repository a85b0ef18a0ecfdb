"""The pages of the side panel."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.gui.about_page import AboutPage
from app.gui.adjust_page import AdjustPage
from app.gui.bridge import Bridge
from app.gui.fix_page import FixPage
from app.gui.glyphs import Glyph
from app.gui.memory import Memory
from app.gui.preview import Preview
from app.gui.record_page import RecordPage
from app.gui.setup_page import SetupPage
from app.gui.troubles import Remedy
from app.gui.welcome_page import WelcomePage
from app.settings import Settings
from app.settings_file import settings_path

WELCOME_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE = "Welcome", "Adjust", "Fix", "Record"
SETUP_PAGE, ABOUT_PAGE = "Setup", "About"


def pages(
    bridge: Bridge, memory: Memory, preview: Preview, mend: Callable[[Remedy], None]
) -> list[tuple[str, Glyph, QWidget, QWidget | None]]:
    """Return title, icon, widget and foot, if any, of every page, from the top down.

    Args:
        bridge: touches the pipeline.
        memory: holds the settings.
        preview: which some pages draw on.
        mend: does what a message or page offers.
    """
    welcome, about = WelcomePage(bridge, memory), AboutPage(bridge)
    welcome.wanted.connect(mend)
    about.welcome_wanted.connect(lambda: memory.change(page=WELCOME_PAGE))
    return [
        (WELCOME_PAGE, Glyph.WAVE, welcome, welcome.foot),
        (ADJUST_PAGE, Glyph.SLIDERS, AdjustPage(bridge, memory), None),
        (FIX_PAGE, Glyph.BRUSH, FixPage(bridge, preview), None),
        (RECORD_PAGE, Glyph.RECORD, RecordPage(bridge, memory), None),
        (SETUP_PAGE, Glyph.GEAR, SetupPage(bridge, memory, settings_path()), None),
        (ABOUT_PAGE, Glyph.INFO, about, None),
    ]


def first_page(settings: Settings) -> str:
    """Return the title of the page that is open at the start, "" for none."""
    return settings.page if settings.welcomed else WELCOME_PAGE
