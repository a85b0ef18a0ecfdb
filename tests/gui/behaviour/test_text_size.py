"""The window follows the size of the system's text, and nothing is cut or overlaps at 800 points of width."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

import app
from app.config import AppConfig
from app.gui.adjust.section import FoldButton
from app.gui.backgrounds.tile import Tile
from app.gui.session.settings_store import SettingsStore
from app.gui.startup.theme_watcher import ThemeWatcher
from app.gui.theme.style import apply_style, system_point_size
from app.gui.widgets.labels import ElidedLabel, FiguresLabel
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, WELCOME_PAGE
from app.language import DOMAIN, use_language
from app.settings.model import Settings
from tests.gui.conftest import OpenWindow, process_events
from tests.language.pseudo_language import CODE, lengthened, write_catalogue

pytestmark = pytest.mark.slow

PAGES = ["", WELCOME_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, ABOUT_PAGE]
NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
SetSize = Callable[[float], None]


@pytest.fixture
def set_size(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetSize]:
    """Return a function that sets the size of the system's text."""
    desktop = QFont("DejaVu Sans")

    def set_it(points: float) -> None:
        desktop.setPointSizeF(points)
        monkeypatch.setattr(QFontDatabase, "systemFont", lambda kind: desktop)

    yield set_it
    monkeypatch.undo()
    apply_style(qapp)


def leaves(window: MainWindow) -> list[QWidget]:
    """Return the visible labels and buttons, which show texts."""
    found = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    return [widget for widget in found if widget.isVisible() and not widget.visibleRegion().isEmpty()]


def place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def is_cut(widget: QWidget) -> bool:
    """Return whether a widget is too small for its text."""
    if isinstance(widget, FiguresLabel):
        # It leaves out whole figures.
        return widget.shown_text.endswith("…")
    if isinstance(widget, ElidedLabel):
        return widget.shown_text != widget.text()
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.height() < widget.heightForWidth(widget.width())
        return not widget.pixmap() and widget.width() < widget.minimumSizeHint().width()
    if isinstance(widget, Tile):
        title = QFontMetrics(widget._title_font()).horizontalAdvance(widget.text())
        # A long title is in the tooltip too.
        return title > widget._picture.width() and widget.text() not in widget.toolTip()
    hint = widget.minimumSizeHint() if widget.minimumSizeHint().isValid() else widget.sizeHint()
    return bool(widget.property("text")) and (widget.width() < hint.width() or widget.height() < hint.height())


def assert_is_whole(window: MainWindow) -> None:
    """Check that each text is complete, and that none lies over another."""
    found = leaves(window)
    assert len(found) > 10
    cut = [(widget.property("text"), widget.size(), widget.sizeHint()) for widget in found if is_cut(widget)]
    assert not cut, cut
    for one, other in combinations(found, 2):
        if one.isAncestorOf(other) or other.isAncestorOf(one) or one.parentWidget() is not other.parentWidget():
            continue
        assert not place(window, one).intersects(place(window, other)), (one.property("text"), other.property("text"))
    for widget in (window.preview, window.status_bar, window.gallery, window.start_bar, window.side):
        assert window.rect().contains(place(window, widget)), widget
    parts = (window.preview, window.status_bar, window.gallery, window.start_bar)
    for one, other in combinations(parts, 2):
        assert not place(window, one).intersects(place(window, other)), (one, other)


def settle() -> None:
    """Let labels that wrap get their height, which changes that of others."""
    for _ in range(3):
        process_events()


@pytest.mark.parametrize("title", PAGES)
@pytest.mark.parametrize("height", [600, 720])
def test_nothing_is_cut_or_overlaps_at_800_points(window: MainWindow, title: str, height: int) -> None:
    window.side.open(title)
    window.resize(800, height)
    settle()
    assert (window.width(), window.height()) == (800, height)
    assert_is_whole(window)


@pytest.mark.parametrize("title", PAGES)
@pytest.mark.parametrize("points", [9.0, 11.0, 14.0, 18.0])
def test_nothing_is_cut_with_another_size_of_the_text(
    open_window: OpenWindow, config: AppConfig, qapp: QApplication, set_size: SetSize, title: str, points: float
) -> None:
    set_size(points)
    apply_style(qapp)
    window = open_window(config)
    window.side.open(title)
    window.resize(1, 1)
    settle()
    assert window.mirror.font().pointSizeF() == points
    assert_is_whole(window)


def test_the_text_grows_while_the_window_is_open(
    window: MainWindow, qapp: QApplication, set_size: SetSize, qtbot: QtBot
) -> None:
    store = SettingsStore(Settings(config=window.session.config))
    watcher = ThemeWatcher(qapp, store)
    watcher.watch(window)
    before = (window.gallery.height(), window.side.button(ADJUST_PAGE).width(), window.start_bar.headline.height())
    set_size(18.0)
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    process_events()
    assert window.mirror.font().pointSizeF() == 18.0
    assert window.start_bar.headline.font().pointSizeF() == pytest.approx(15 * 0.75 * 1.8)
    after = (window.gallery.height(), window.side.button(ADJUST_PAGE).width(), window.start_bar.headline.height())
    assert all(now > earlier for now, earlier in zip(after, before, strict=True))
    window.removeEventFilter(watcher)


@pytest.mark.parametrize(
    ("family", "points", "expected"), [("Noto Sans", 11.0, 11.0), ("Sans Serif", 9.0, 10.0), ("Noto Sans", 9.0, 9.0)]
)
def test_the_systems_size_is_read(monkeypatch: pytest.MonkeyPatch, family: str, points: float, expected: float) -> None:
    font = QFont(family)
    font.setPointSizeF(points)
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda kind: font)
    assert system_point_size() == expected


def test_a_size_in_pixels_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    font = QFont("Noto Sans")
    font.setPixelSize(16)
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda kind: font)
    assert system_point_size() == 12.0


@pytest.fixture
def long_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Translate all messages into words that are 35 % longer."""
    write_catalogue(tmp_path, DOMAIN, app, lengthened)
    monkeypatch.setattr("app.language.LOCALES", tmp_path)
    monkeypatch.setenv("LANGUAGE", CODE)
    use_language(CODE)
    yield
    use_language("en")


@pytest.fixture
def language_in_use(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Use the language of the parameter."""
    monkeypatch.setenv("LANGUAGE", request.param)
    use_language(request.param)
    yield
    use_language("en")


def assert_every_page_fits(window: MainWindow) -> None:
    """Check that no text is cut and that no page is wider than the panel, which scrolls up and down only."""
    for fold in window.findChildren(FoldButton):
        fold.setChecked(True)
    for title in PAGES:
        window.side.open(title)
        settle()
        assert_is_whole(window)
        for area in window.side.findChildren(QScrollArea):
            page = area.widget()
            if page and area.isVisible() and area.horizontalScrollBarPolicy() is NO_BAR:
                assert page.minimumSizeHint().width() <= area.viewport().width(), title


@pytest.mark.parametrize("language_in_use", ["de", "es"], indirect=True)
@pytest.mark.usefixtures("language_in_use")
def test_nothing_is_cut_at_800_points_in_a_language_of_long_words(
    open_window: OpenWindow, config: AppConfig, set_size: SetSize
) -> None:
    set_size(10.0)
    window = open_window(config)
    window.resize(800, 600)
    assert_every_page_fits(window)
    assert (window.width(), window.height()) == (800, 600)


@pytest.mark.usefixtures("long_words")
def test_nothing_is_cut_where_words_are_a_third_longer(
    open_window: OpenWindow, config: AppConfig, set_size: SetSize
) -> None:
    set_size(10.0)
    window = open_window(config)
    window.resize(800, 600)
    assert_every_page_fits(window)
