"""In no language is the smallest window wider than 800 points, with any page open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app.config import AppConfig
from app.gui.session.view_mode import View, ViewOptions
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, WELCOME_PAGE
from app.language import DOMAIN, available_languages, use_language
from tests.gui.conftest import OpenWindow, process_events
from tests.language.pseudo_language import CODE, lengthened, write_catalogue

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


def test_it_fits_with_long_words(
    open_window: OpenWindow, config: AppConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_catalogue(tmp_path, DOMAIN, app, lengthened)
    monkeypatch.setattr("app.language.LOCALES", tmp_path)
    use_language(CODE)
    try:
        assert_fits(open_window(config))
    finally:
        use_language("en")
