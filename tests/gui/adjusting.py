"""Helpers for tests of the page Adjust."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.gui.adjust.page import AdjustPage
from app.gui.adjust.rows import ComboRow, SegmentedRow, SliderRow, ToggleRow
from app.gui.adjust.section import FoldButton
from app.gui.widgets.slider import Slider
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ADJUST_PAGE
from tests.gui.conftest import press

LEFT = Qt.MouseButton.LeftButton


def adjust_page(window: MainWindow) -> AdjustPage:
    """Open the page, unfold its section Advanced, and return it."""
    window.side.open(ADJUST_PAGE)
    page = window.side.findChild(AdjustPage)
    assert isinstance(page, AdjustPage)
    heading = page.advanced.heading
    assert isinstance(heading, FoldButton)
    heading.setChecked(True)
    return page


def slider_row(page: AdjustPage, name: str) -> SliderRow:
    """Return a row with a slider."""
    row = page.row(name)
    assert isinstance(row, SliderRow)
    return row


def segmented_row(page: AdjustPage, name: str) -> SegmentedRow:
    """Return a row with choices side by side."""
    row = page.row(name)
    assert isinstance(row, SegmentedRow)
    return row


def combo_row(page: AdjustPage, name: str) -> ComboRow:
    """Return a row with a drop-down list."""
    row = page.row(name)
    assert isinstance(row, ComboRow)
    return row


def toggle_row(page: AdjustPage, name: str) -> ToggleRow:
    """Return a row with a switch."""
    row = page.row(name)
    assert isinstance(row, ToggleRow)
    return row


def point(slider: Slider, fraction: float) -> QPoint:
    """Return the point of a slider at a fraction of its width."""
    return QPoint(round(fraction * slider.width()), slider.height() // 2)


def drag(widget: QWidget, *points: QPoint) -> None:
    """Press at the first point, move over the others and release at the last."""
    QTest.mousePress(widget, LEFT, pos=points[0])
    for target in points[1:]:
        QTest.mouseMove(widget, target)
    QTest.mouseRelease(widget, LEFT, pos=points[-1])


def press_all(widget: QWidget, *keys: Qt.Key) -> None:
    """Press one key after another."""
    for key in keys:
        press(widget, key)
