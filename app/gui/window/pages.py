"""The pages of the side panel."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.gui.adjust.page import AdjustPage
from app.gui.fix.page import FixPage
from app.gui.preview.preview import Preview
from app.gui.record.page import RecordPage
from app.gui.session.desktop_portal import DesktopPortal
from app.gui.session.problems import Action
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.setup.about_page import AboutPage
from app.gui.setup.preferences_page import PreferencesPage
from app.gui.setup.welcome_page import WelcomePage
from app.gui.theme.icons import Glyph
from app.language import N_
from app.settings.file import settings_path
from app.settings.model import Settings

# Titles in English, which are translated where they are shown, and name the pages in the settings.
WELCOME_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE = N_("Welcome"), N_("Adjust"), N_("Fix"), N_("Record")
SETUP_PAGE, ABOUT_PAGE = N_("Setup"), N_("About")


@dataclass(frozen=True)
class Pages:
    """The pages, by name."""

    welcome: WelcomePage
    adjust: AdjustPage
    fix: FixPage
    record: RecordPage
    setup: PreferencesPage
    about: AboutPage

    def rows(self) -> list[tuple[str, Glyph, QWidget, QWidget | None]]:
        """Return title, icon, widget and footer (or None) of every page, from top to bottom."""
        return [
            (WELCOME_PAGE, Glyph.WAVE, self.welcome, self.welcome.footer),
            (ADJUST_PAGE, Glyph.SLIDERS, self.adjust, None),
            (FIX_PAGE, Glyph.BRUSH, self.fix, None),
            (RECORD_PAGE, Glyph.RECORD, self.record, None),
            (SETUP_PAGE, Glyph.GEAR, self.setup, None),
            (ABOUT_PAGE, Glyph.INFO, self.about, None),
        ]


def make_pages(
    session: Session,
    store: SettingsStore,
    preview: Preview,
    portal: DesktopPortal,
    perform: Callable[[Action], None],
) -> Pages:
    """Make the pages.

    Args:
        session: of the window.
        store: of the settings.
        preview: on which some pages draw.
        portal: of the desktop.
        perform: performs the actions that the welcome page offers.
    """
    pages = Pages(
        WelcomePage(session, store),
        AdjustPage(session, store),
        FixPage(session, preview),
        RecordPage(session, store),
        PreferencesPage(session, store, settings_path(), portal),
        AboutPage(session),
    )
    pages.welcome.action_requested.connect(perform)
    pages.setup.welcome_requested.connect(lambda: store.change(page=WELCOME_PAGE))
    return pages


def first_page(settings: Settings) -> str:
    """Return the title of the page to open at start-up, "" for none."""
    return settings.page if settings.welcomed else WELCOME_PAGE
