"""In a right-to-left language the window is mirrored; the picture of the camera is not."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.gui.adjust.section import FoldButton
from app.gui.theme.icons import Glyph, glyph_icon
from app.gui.theme.palette import colours
from app.gui.theme.style import apply_style
from app.gui.widgets.buttons import Toggle
from app.gui.widgets.combo_box import ComboBox
from app.gui.widgets.scrolling import scroll_into_view
from app.gui.widgets.segmented import SegmentedControl
from app.gui.widgets.slider import Slider
from app.gui.window.main_window import MainWindow
from tests.gui.adjusting import adjust_page, slider_row
from tests.gui.conftest import click, press, process_events, step
from tests.gui.fakes import FakeServices
from tests.gui.strip import tile, tiles

LEFT_TO_RIGHT, RIGHT_TO_LEFT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
BOTH = pytest.mark.parametrize("direction", [LEFT_TO_RIGHT, RIGHT_TO_LEFT], indirect=True)


@pytest.fixture
def direction(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Qt.LayoutDirection]:
    """Lay the application out in a direction."""
    QApplication.setLayoutDirection(request.param)
    apply_style(qapp)
    yield request.param
    QApplication.setLayoutDirection(LEFT_TO_RIGHT)
    apply_style(qapp)


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    """Lay the application out from right to left."""
    QApplication.setLayoutDirection(RIGHT_TO_LEFT)
    yield
    QApplication.setLayoutDirection(LEFT_TO_RIGHT)


def shown(qtbot: QtBot, widget: QWidget, width: int = 200, height: int = 40) -> QWidget:
    """Show a widget at a size."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    process_events()
    return widget


def painted(widget: QWidget, colour: str, near: int = 40) -> QRectF:
    """Return the area in which a widget has a colour."""
    image, wanted = widget.grab().toImage(), QColor(colour)
    found = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if abs(image.pixelColor(x, y).lightness() - wanted.lightness()) < near
        and abs(image.pixelColor(x, y).red() - wanted.red()) < near
    ]
    assert found, f"nothing in {colour}"
    xs, ys = zip(*found, strict=True)
    return QRectF(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


@BOTH
@pytest.mark.parametrize("is_on", [True, False])
def test_the_knob_of_a_switch_slides_to_the_other_side(
    qtbot: QtBot, direction: Qt.LayoutDirection, is_on: bool
) -> None:
    toggle = Toggle("", is_on)
    toggle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    shown(qtbot, toggle, 80)
    track = painted(toggle, colours().accent if is_on else colours().line, near=12)
    knob = painted(toggle, colours().on_accent if is_on else colours().text, near=12)
    assert (track.center().x() > 40) == (direction is RIGHT_TO_LEFT)
    at_right = knob.center().x() > track.center().x()
    assert at_right == (is_on == (direction is LEFT_TO_RIGHT))


@BOTH
def test_a_click_sets_the_value_there(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    slider = Slider(0, 100, None)
    shown(qtbot, slider, 224, 26)
    for share in (0.25, 0.75):
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(12 + share * 200), 13))
        assert slider.value() == round(100 * (share if direction is LEFT_TO_RIGHT else 1 - share))
    bar = painted(slider, colours().accent, near=12)
    assert (bar.left() < 5) == (direction is LEFT_TO_RIGHT)
    assert (bar.right() > 219) == (direction is RIGHT_TO_LEFT)


@BOTH
def test_the_left_key_moves_the_handle_to_the_left(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    slider = Slider(0, 100, None)
    shown(qtbot, slider, 224, 26)
    slider.setValue(50)
    before = slider.focus_ring().area.x()
    press(slider, Qt.Key.Key_Left)
    assert slider.focus_ring().area.x() < before
    assert slider.value() == (49 if direction is LEFT_TO_RIGHT else 51)


@BOTH
def test_the_arrow_keys_select_the_segment_that_lies_there(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    control = SegmentedControl([(1, "one"), (2, "two"), (3, "three")])
    shown(qtbot, control, 300)
    control.show_value(2)
    assert (control.button(1).x() < control.button(2).x()) == (direction is LEFT_TO_RIGHT)
    with qtbot.waitSignal(control.chosen) as chosen:
        control.button(2).setFocus()
        press(control.button(2), Qt.Key.Key_Left)
    assert chosen.args == [1 if direction is LEFT_TO_RIGHT else 3]
    assert control.button(chosen.args[0]).x() < control.button(2).x()


@BOTH
def test_a_list_has_its_arrow_at_the_end(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    arrow, label = ComboBox(), ComboBox()
    label.add("MMM")
    for box in (arrow, label):
        box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shown(qtbot, box, 240, 36)
    at_arrow = painted(arrow, colours().muted, near=12).center().x()
    at_text = painted(label, colours().text, near=12).center().x()
    left, right = (at_text, at_arrow) if direction is LEFT_TO_RIGHT else (at_arrow, at_text)
    assert left < 60
    assert right > 180


@BOTH
def test_a_folded_heading_points_into_the_text(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    heading = shown(qtbot, FoldButton(""), 200, 30)
    image = heading.grab().toImage()
    ink = painted(heading, colours().muted, near=60)
    assert (ink.center().x() < 100) == (direction is LEFT_TO_RIGHT)
    middle = round(ink.center().y())
    muted = QColor(colours().muted).red()
    tip = [x for x in range(image.width()) if abs(image.pixelColor(x, middle).red() - muted) < 60]
    assert (sum(tip) / len(tip) > ink.center().x()) == (direction is LEFT_TO_RIGHT)


@BOTH
@pytest.mark.parametrize("glyph", [Glyph.BACK, Glyph.FORWARD, Glyph.PLAY])
def test_only_icons_that_follow_the_text_are_mirrored(direction: Qt.LayoutDirection, glyph: Glyph) -> None:
    size = QSize(48, 48)
    image = glyph_icon(glyph, size).pixmap(size).toImage()
    heights = [sum(image.pixelColor(x, y).alpha() > 99 for y in range(48)) for x in range(48)]
    # The points of the arrow or triangle span the most pixels on the side that they point away from.
    wide_at_left = sum(heights[:24]) > sum(heights[24:])
    expected = {Glyph.BACK: True, Glyph.FORWARD: False, Glyph.PLAY: True}[glyph]
    is_mirrored = direction is RIGHT_TO_LEFT and glyph is not Glyph.PLAY
    assert wide_at_left == (expected is not is_mirrored)


@pytest.mark.slow
def test_the_strip_begins_at_the_right(mirrored: None, window: MainWindow) -> None:
    gallery = window.gallery
    process_events()
    in_order = sorted(tiles(window), key=lambda found: -found.x())
    assert [found.text() for found in in_order[:3]] == ["Add…", "None", "Slight blur"]
    gallery.horizontalScrollBar().setValue(0)
    process_events()
    assert visible_left(window, in_order[0]) + in_order[0].width() == pytest.approx(gallery.viewport().width(), abs=1)
    press_and_check(window, in_order)


def press_and_check(window: MainWindow, in_order: Sequence[QWidget]) -> None:
    """Walk along the strip with the arrow keys, which move to the tile that lies there."""
    in_order[0].setFocus()
    for before, after in pairwise(in_order):
        press(before, Qt.Key.Key_Left)
        assert after.hasFocus()
        process_events()
        assert 0 <= visible_left(window, after) <= window.gallery.viewport().width() - after.width()
    press(in_order[-1], Qt.Key.Key_Right)
    assert in_order[-2].hasFocus()


def visible_left(window: MainWindow, widget: QWidget) -> int:
    """Return where a tile stands in the visible part of the strip."""
    return widget.mapTo(window.gallery.viewport(), QPoint()).x()


@pytest.mark.slow
def test_the_left_button_of_the_strip_scrolls_on(mirrored: None, window: MainWindow) -> None:
    window.resize(700, 700)
    process_events()
    bar, arrows = window.gallery.horizontalScrollBar(), window.gallery.arrows
    bar.setValue(0)
    assert bar.maximum() > 0
    assert (arrows.left.isVisible(), arrows.right.isVisible()) == (True, False)
    click(arrows.left)
    assert bar.value() > 0
    assert arrows.right.isVisible()
    stops = window.gallery._stops()
    assert bar.value() in stops
    click(arrows.right)
    assert bar.value() == 0


@pytest.mark.slow
def test_the_strip_stays_with_the_background_in_use(mirrored: None, window: MainWindow) -> None:
    for width, page in ((1000, ""), (900, "Adjust"), (700, ""), (900, "")):
        window.resize(width, 700)
        window.side.open(page)
        process_events()
        used = tile(window, "#808080")
        assert 0 <= visible_left(window, used) <= window.gallery.viewport().width() - used.width()


@pytest.mark.slow
def test_what_is_about_the_picture_is_not_mirrored(
    mirrored: None, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    page = adjust_page(window)
    step(window, services, qtbot)
    assert not slider_row(page, "x").slider.isRightToLeft()
    assert slider_row(page, "y").slider.isRightToLeft()
    picture = window.preview.grab().toImage()
    area = window.preview.viewport.area
    # The fake person stands in the left half, and the preview is mirrored by the user's own setting.
    middle = round(area.center().y())
    reds = [picture.pixelColor(round(area.left() + area.width() * share), middle).red() for share in (0.2, 0.8)]
    assert reds == [128, 200]


@pytest.mark.slow
def test_a_scroll_area_scrolls_to_its_focused_widget(mirrored: None, window: MainWindow) -> None:
    page = adjust_page(window)
    process_events()
    (area,) = [found for found in window.side.findChildren(QScrollArea) if found.widget() is page]
    last = page.advanced.rows[-1].control
    scroll_into_view(last)
    place = last.mapTo(area.viewport(), QPoint())
    assert 0 <= place.y() <= area.viewport().height() - last.height()
