"""Choosing backgrounds by mouse and keyboard: the composite follows."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.backgrounds.gallery import Gallery
from app.gui.backgrounds.tile import Tile
from app.gui.window.main_window import MainWindow
from app.settings.model import Settings
from tests.fakes import SMALL
from tests.gui.conftest import OpenWindow, click, corner, person, press, process_events, shown
from tests.gui.fakes import FakeServices
from tests.gui.strip import drop, files, marked, picture, tile

pytestmark = pytest.mark.slow

GAP = 4
GREEN, SLATE, WHITE = (0, 0xB1, 0x40), (0x27, 0x30, 0x3F), (255, 255, 255)


def test_a_click_on_a_colour_changes_the_composite(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    assert person(services) == (200, 0, 0)
    assert marked(window) == ["Green"]


def test_arrows_and_enter_choose_too(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    tile(window, "Blur").setFocus()
    press(tile(window, "Blur"), Qt.Key.Key_Right)
    press(window.focusWidget(), Qt.Key.Key_Right)
    assert tile(window, "Slate").hasFocus()
    press(tile(window, "Slate"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: corner(services) == SLATE)
    press(tile(window, "Slate"), Qt.Key.Key_Right)
    press(tile(window, "Linen"), Qt.Key.Key_Right)
    press(tile(window, "Green"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: corner(services) == GREEN)


def test_tab_reaches_every_tile(window: MainWindow, qtbot: QtBot) -> None:
    tiles = window.gallery.findChildren(Tile)
    tile(window, "Add…").setFocus()
    seen = set()
    for _ in tiles:
        seen.add(window.focusWidget())
        press(window.focusWidget(), Qt.Key.Key_Tab)
    assert seen == set(tiles)


def test_every_tile_has_a_name_for_a_screen_reader(window: MainWindow) -> None:
    assert all(tile.accessibleName() for tile in window.gallery.findChildren(Tile))


def test_the_background_of_the_start_is_marked_even_if_it_is_not_in_the_catalogue(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: marked(window) == ["#808080"])


@pytest.mark.parametrize(
    ("word", "title", "start"),
    [("blur:70", "Blur", "end"), ("#ff8800", "#ff8800", "end"), ("#00b140", "Green", "begin")],
)
def test_the_marked_tile_is_scrolled_into_view(
    open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot, word: str, title: str, start: str
) -> None:
    """Also the tile of a background that had none, chosen by the keyboard or from outside."""
    services.pictures.extend(picture(tmp_path / f"{number}.png") for number in range(8))
    window = open_window(AppConfig(background="#808080", size=SMALL))
    gallery = window.gallery
    qtbot.waitUntil(lambda: marked(window) == ["#808080"])
    bar = gallery.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    process_events()
    bar.setValue(bar.maximum() if start == "end" else 0)
    gallery.chosen.emit(word)
    qtbot.waitUntil(lambda: marked(window) == [title])
    new = tile(window, title)
    qtbot.waitUntil(lambda: new.visibleRegion().boundingRect() == new.rect())
    process_events()
    assert new.visibleRegion().boundingRect() == new.rect()


def test_bundled_pictures_have_tiles_with_their_own_thumbnails(
    open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    services.pictures.append(picture(tmp_path / "night-city.png"))
    window = open_window(AppConfig(background="#808080", size=SMALL))
    orange = QColor("orange")
    qtbot.waitUntil(lambda: tile(window, "Night city").grab().toImage().pixelColor(40, 40) == orange)
    click(tile(window, "Night city"))
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    assert marked(window) == ["Night city"]


def test_an_own_picture_is_added_and_used(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    own = picture(tmp_path / "my_garden.png")
    click(tile(window, "Add…"))
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(own)])
    dialog.close()
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    qtbot.waitUntil(lambda: marked(window) == ["My garden"])
    assert window.store.settings.own == (str(own),)


@pytest.mark.parametrize("name", ["garden.png", "garden.gif", "garden.mp4"])
def test_a_picture_or_video_can_be_dropped_on_the_window(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"what it holds is for the parts to see")
    drop(window, files(tmp_path / "notes.txt", path))
    qtbot.waitUntil(lambda: corner(services) == WHITE)


def test_a_picture_that_cannot_be_read_changes_nothing(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    before = corner(services)
    window.gallery.chosen.emit("/nowhere/gone.png")
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.message is not None
    assert "There is no picture" in window.banner.message.text
    assert corner(services) == before
    assert marked(window) == ["#808080"]
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_the_fakes_show_a_person(window: MainWindow, services: FakeServices) -> None:
    assert not shown(services).is_slate


def test_the_arrows_are_beside_the_tiles(
    open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    services.pictures.extend(picture(tmp_path / f"{number}.png") for number in range(8))
    window = open_window(AppConfig(background="#808080", size=SMALL))
    gallery = window.gallery
    bar = gallery.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert not bar.isVisible()
    click(gallery.arrows.left if gallery.arrows.left.isVisible() else gallery.arrows.right)
    bar.setValue(bar.maximum() // 2)
    process_events()
    for arrow in (gallery.arrows.left, gallery.arrows.right):
        assert arrow.isVisible()
        assert not arrow.geometry().intersects(gallery.viewport().geometry())
    window.resize(4000, 700)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    process_events()
    assert gallery.viewport().width() == gallery.width()
    assert not gallery.arrows.right.isVisible()


@pytest.mark.parametrize("width", [None, 720, 900, 1100, 1283])
@pytest.mark.parametrize("welcomed", [True, False])
def test_no_tile_is_cut_at_the_left(
    open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot, width: int | None, welcomed: bool
) -> None:
    """At the first start the welcome page is open beside the strip, and the window may never be resized."""
    services.pictures.extend(picture(tmp_path / f"{number}.png") for number in range(8))
    config = AppConfig(background="#808080", size=SMALL)
    window = open_window(config, Settings(config=config, welcomed=welcomed))
    if width is not None:
        window.resize(width, 700)
    gallery = window.gallery
    bar = gallery.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    process_events()

    def lefts() -> list[int]:
        return [found.x() for found in gallery.findChildren(Tile)]

    gaps = {right - left for left, right in pairwise(sorted(lefts()))}
    assert min(gaps) == tile(window, "Add…").width() + GAP
    bar.setValue(0)
    reached = {0}
    while gallery.arrows.right.isVisible():
        click(gallery.arrows.right)
        process_events()
        reached.add(bar.value())
    assert bar.value() == bar.maximum()
    assert tile(window, "Pick a colour…").visibleRegion().boundingRect() == tile(window, "Pick a colour…").rect()
    while gallery.arrows.left.isVisible():
        click(gallery.arrows.left)
        process_events()
        reached.add(bar.value())
    assert bar.value() == 0
    assert reached <= set(lefts())
    for value in range(0, bar.maximum(), 37):
        bar.setValue(value)
        assert bar.value() in lefts()


def test_a_wider_strip_shows_its_beginning_again_unless_the_user_scrolled(
    open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    services.pictures.extend(picture(tmp_path / f"{number}.png") for number in range(8))
    window = open_window(AppConfig(background="#808080", size=SMALL))
    gallery = window.gallery
    bar = gallery.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    gallery.chosen.emit("blur:70")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    window.resize(1, 1)
    window.side.open("Adjust")
    qtbot.waitUntil(lambda: bar.value() > 0)
    window.resize(1283, 700)
    qtbot.waitUntil(lambda: bar.value() == 0)
    click(gallery.arrows.right)
    scrolled = bar.value()
    assert scrolled > 0
    window.resize(1200, 700)
    process_events()
    assert bar.value() == scrolled


@pytest.mark.parametrize(("turns", "tiles"), [([-120], 1), ([-40, -40], 0), ([-40] * 6, 2), ([-120, 120], 0)])
def test_the_wheel_scrolls_by_whole_tiles(
    open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot, turns: list[int], tiles: int
) -> None:
    services.pictures.extend(picture(tmp_path / f"{number}.png") for number in range(8))
    window = open_window(AppConfig(background="#808080", size=SMALL))
    gallery = window.gallery
    bar = gallery.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    process_events()
    bar.setValue(0)
    for turn in turns:
        turn_wheel(gallery, turn)
    assert bar.value() == sorted(found.x() for found in gallery.findChildren(Tile))[tiles]


def turn_wheel(gallery: Gallery, turn: int) -> None:
    middle, none = QPointF(gallery.rect().center()), Qt.KeyboardModifier.NoModifier
    place, buttons = QPointF(gallery.mapToGlobal(middle)), Qt.MouseButton.NoButton
    event = QWheelEvent(middle, place, QPoint(), QPoint(0, turn), buttons, none, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(gallery.viewport(), event)


def test_the_focus_follows_the_background_that_a_key_chooses(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    tile(window, "#808080").setFocus()
    window.gallery.chosen.emit("#00b140")
    qtbot.waitUntil(lambda: marked(window) == ["Green"])
    assert window.focusWidget() is tile(window, "Green")
    tile(window, "Linen").setFocus()
    window.gallery.chosen.emit("#27303f")
    qtbot.waitUntil(lambda: marked(window) == ["Slate"])
    assert window.focusWidget() is tile(window, "Linen")
