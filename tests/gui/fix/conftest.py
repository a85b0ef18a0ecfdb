"""The open page Fix."""

import pytest
from pytestqt.qtbot import QtBot

from app.gui.fix.page import FixPage
from app.gui.window.main_window import MainWindow
from tests.gui.fixing import fix_page


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> FixPage:
    """The open page, with a brush of a size that covers the corner."""
    window.resize(1000, 800)
    page = fix_page(window)
    page.brush.size_slider.setValue(12)
    # Before the first picture arrives there is nothing to paint on.
    qtbot.waitUntil(lambda: window.preview.viewport.mirrored)
    return page
