"""What tests of the Adjust page share."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.gui.adjust.page import AdjustPage
from app.gui.adjust.rows import ComboRow, SegmentedRow, SliderRow, ToggleRow
from app.gui.widgets.slider import Slider
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ADJUST_PAGE
from tests.gui.conftest import press

LEFT = Qt.MouseButton.LeftButton


def adjust_page(window: MainWindow) -> AdjustPage:
    """Open the page, the folded part too, and return it."""
    window.side.open(ADJUST_PAGE)
    page = window.side.findChild(AdjustPage)
    assert isinstance(page, AdjustPage)
    page.advanced.unfold()
    return page


def dial(page: AdjustPage, name: str) -> SliderRow:
    """Return the row of a slider."""
    row = page.row(name)
    assert isinstance(row, SliderRow)
    return row


def segments(page: AdjustPage, name: str) -> SegmentedRow:
    """Return the row of choices side by side."""
    row = page.row(name)
    assert isinstance(row, SegmentedRow)
    return row


def box(page: AdjustPage, name: str) -> ComboRow:
    """Return the row of a list."""
    row = page.row(name)
    assert isinstance(row, ComboRow)
    return row


def toggle(page: AdjustPage, name: str) -> ToggleRow:
    """Return the row of a switch."""
    row = page.row(name)
    assert isinstance(row, ToggleRow)
    return row


def point(slider: Slider, share: float) -> QPoint:
    """Return a point of a slider at a share of its width."""
    return QPoint(round(share * slider.width()), slider.height() // 2)


def drag(widget: QWidget, *points: QPoint) -> None:
    """Press at the first point, pass the others and let go at the last."""
    QTest.mousePress(widget, LEFT, pos=points[0])
    for place in points[1:]:
        QTest.mouseMove(widget, place)
    QTest.mouseRelease(widget, LEFT, pos=points[-1])


def press_all(widget: QWidget, *keys: Qt.Key) -> None:
    """Press one key after another."""
    for key in keys:
        press(widget, key)
