"""In no language is the smallest window wider than 800 points, with any page open."""

from collections.abc import Iterator

import pytest

from app.config import AppConfig
from app.gui.session.view_mode import View, ViewOptions
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, WELCOME_PAGE
from app.language import available_languages, use_language
from tests.gui.conftest import OpenWindow, process_events

pytestmark = pytest.mark.slow

PAGES = ("", WELCOME_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, ABOUT_PAGE)


@pytest.fixture(params=available_languages())
def translated(request: pytest.FixtureRequest) -> Iterator[str]:
    """Choose a language that has a catalogue."""
    use_language(request.param)
    yield request.param
    use_language("en")


def assert_fits(window: MainWindow) -> None:
    window.view_bar.show_options(ViewOptions(view=View.SPLIT))
    for title in PAGES:
        window.side.open(title)
        process_events()
        assert window.minimumSizeHint().width() <= 800, title
        window.resize(800, 600)
        process_events()
        assert (window.width(), window.height()) == (800, 600), title


def test_it_fits_in_each_language(translated: str, open_window: OpenWindow, config: AppConfig) -> None:
    window = open_window(config)
    assert_fits(window)
    assert all(button.shown_text == button.text() for button in map(window.side.button, PAGES[1:]))


def test_it_fits_with_long_words(long_language: str, open_window: OpenWindow, config: AppConfig) -> None:
    assert_fits(open_window(config))
