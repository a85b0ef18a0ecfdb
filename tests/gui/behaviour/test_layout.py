"""Whatever size the window may have, nothing lies over anything else, and no key or message gives it another."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.advice import ShellCommand
from app.core.errors import ConfigError, DeviceError
from app.core.pipeline.slowdown import SlowCause, Slowdown
from app.gui.session.messages import error_message
from app.gui.session.problems import ErrorContext
from app.gui.window.main_window import MainWindow
from app.gui.window.message_dialog import MessageDialog
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, RECORD_PAGE, WELCOME_PAGE
from app.language import available_languages
from tests.gui.conftest import OpenWindow, click, press, process_events, step
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

SLOW = "Other programs use the processor: 29 of 30 pictures a second"
NO_CAMERA = DeviceError(
    "There is no virtual camera on this computer.",
    "Install v4l2loopback (Debian, Ubuntu: `sudo apt install v4l2loopback-dkms`), then load it: "
    '`sudo modprobe v4l2loopback video_nr=10 exclusive_caps=1 card_label="bisenet-bg"`.',
)
LONG = ConfigError("word " * 500, ("Run:", ShellCommand("repair"), ShellCommand("repair again")))


def place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def blocks(window: MainWindow) -> list[QWidget]:
    """Return what stands side by side and below each other."""
    status_bar, banner = window.status_bar, window.banner
    actions = (banner.copy, banner.first_action, banner.second_action, banner.more, banner.close_button)
    answers = (banner.text, banner.count, *actions)
    stage = (
        window.preview,
        window.mirror,
        window.view_bar,
        status_bar.readout,
        window.caption,
        status_bar.graph,
        status_bar.badge,
    )
    head = (window.hide_button, window.cameras)
    found = (*head, *answers, *stage, window.gallery, window.start_bar.headline, window.start_bar.button, window.side)
    return [widget for widget in found if widget.isVisible()]


def assert_nothing_overlaps(window: MainWindow) -> None:
    for widget in blocks(window):
        assert window.rect().contains(place(window, widget)), widget
    for one, other in combinations(blocks(window), 2):
        if window.preview in (one, other) and window.banner.isAncestorOf(other if one is window.preview else one):
            continue
        assert not place(window, one).intersects(place(window, other)), (one, other)
    # The banner lies over the preview, so that it never moves the picture.
    assert window.preview.height() >= window.preview.minimumHeight()
    assert place(window, window.preview).contains(place(window, window.banner))
    for words in window.start_bar.findChildren(QLabel):
        assert words.height() >= words.heightForWidth(words.width()), words.text()


def show_badge(window: MainWindow, words: str) -> None:
    """Show a badge for as long as nothing else is known."""
    window.session.view.disconnect(window._show_view)
    window.status_bar.badge.setText(words)
    window.status_bar.badge.show()


@pytest.mark.parametrize("title", ["", WELCOME_PAGE, ADJUST_PAGE, RECORD_PAGE, ABOUT_PAGE])
@pytest.mark.parametrize("size", [(1, 1), (1024, 620), (1024, 700), (1222, 846)])
@pytest.mark.parametrize("error", [NO_CAMERA, LONG])
def test_nothing_overlaps(
    window: MainWindow, qtbot: QtBot, title: str, size: tuple[int, int], error: ConfigError | DeviceError
) -> None:
    window.side.open(title)
    window.resize(*size)
    before = window.size()
    window.session.show(error_message(error, ErrorContext.VIRTUAL_CAMERA))
    qtbot.waitUntil(window.banner.isVisible)
    show_badge(window, SLOW)
    press(window, Qt.Key.Key_B)
    qtbot.waitUntil(window.view_bar.slider.isVisible)
    process_events()
    assert window.size() == before
    assert_nothing_overlaps(window)


def test_the_complete_message_is_reached_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    click(window.side.button(ADJUST_PAGE))
    window.resize(window.minimumSize())
    window.session.show(error_message(LONG))
    more = window.banner.more
    qtbot.waitUntil(more.isVisible)
    window.preview.setFocus()
    for _ in range(5):
        if not more.hasFocus():
            press(window.focusWidget(), Qt.Key.Key_Backtab)
    assert more.hasFocus()
    press(more, Qt.Key.Key_Return)
    dialog = window.findChild(MessageDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_no_message_is_cut_where_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1240, 860)
    click(window.side.button(ADJUST_PAGE))
    window.session.show(error_message(NO_CAMERA, ErrorContext.VIRTUAL_CAMERA))
    qtbot.waitUntil(window.banner.isVisible)
    words = window.banner.text
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert not window.banner.more.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_M, Qt.Key.Key_F4, Qt.Key.Key_Escape])
def test_no_key_resizes_the_smallest_window_beside_a_page(
    window: MainWindow, services: FakeServices, qtbot: QtBot, key: Qt.Key
) -> None:
    click(window.side.button(ADJUST_PAGE))
    window.resize(1, 1)
    before = window.size()
    assert before == window.minimumSize()
    press(window, key)
    step(window, services, qtbot)
    assert window.size() == before


@pytest.mark.parametrize("size", [(1014, 592), (1100, 760), (1222, 846)])
def test_the_badge_is_whole_and_the_graph_of_use(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    click(window.side.button(ADJUST_PAGE))
    window.resize(*size)
    press(window, Qt.Key.Key_B)
    qtbot.waitUntil(window.view_bar.slider.isVisible)
    show_badge(window, SLOW)
    process_events()
    assert window.status_bar.badge.shown_text == SLOW
    assert window.status_bar.graph.width() >= 80
    assert window.size() == QSize(*size)


@pytest.mark.parametrize("code", available_languages())
@pytest.mark.parametrize("title", ["", ADJUST_PAGE])
@pytest.mark.parametrize("cause", SlowCause)
def test_the_badge_has_the_numbers_in_the_smallest_window(
    language: None, open_window: OpenWindow, config: AppConfig, title: str, cause: SlowCause
) -> None:
    window = open_window(config)
    window.side.open(title)
    window.resize(800, 600)
    slowdown = Slowdown(cause, 123, 456)
    window.session.view.disconnect(window._show_view)
    window.status_bar.badge.show_texts(slowdown.sentence(), slowdown.in_short())
    window.status_bar.badge.show()
    process_events()
    assert window.status_bar.badge.shown_text in (slowdown.sentence(), slowdown.in_short())
    assert window.status_bar.graph.isVisible()
    assert_nothing_overlaps(window)


@pytest.mark.parametrize("text", ["Short.", "word " * 80])
def test_no_message_moves_the_picture(window: MainWindow, qtbot: QtBot, text: str) -> None:
    before, area = place(window, window.preview), window.preview.viewport.area
    window.session.show(error_message(ConfigError(text, "Repair it.")))
    qtbot.waitUntil(window.banner.isVisible)
    process_events()
    assert (place(window, window.preview), window.preview.viewport.area) == (before, area)
    click(window.banner.close_button)
    process_events()
    assert (place(window, window.preview), window.preview.viewport.area) == (before, area)


@pytest.mark.parametrize("title", ["", ABOUT_PAGE])
def test_the_first_figure_is_whole_in_a_narrow_window(window: MainWindow, qtbot: QtBot, title: str) -> None:
    window.side.open(title)
    window.resize(1, 1)
    press(window, Qt.Key.Key_B)
    qtbot.waitUntil(window.view_bar.slider.isVisible)
    window.session.view.disconnect(window._show_view)
    window.status_bar.readout.setText("120.5 fps · 134 ms · 38% of one core")
    process_events()
    figures = ("120.5 fps", "120.5 fps · 134 ms", "120.5 fps · 134 ms · 38% of one core")
    assert window.status_bar.readout.shown_text in figures
    window.resize(1600, 900)
    process_events()
    assert window.status_bar.readout.shown_text == "120.5 fps · 134 ms · 38% of one core"
