"""Rows of widgets that go on in further lines where they are too long."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.widgets.flow import FlowLayout
from tests.gui.conftest import process_events


def show(qtbot: QtBot, widget: QWidget, width: int, height: int = 100) -> None:
    """Show a widget at a size."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    process_events()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize(("width", "lines"), [(400, 1), (150, 2), (70, 3)])
def test_a_row_goes_on_in_further_lines(qtbot: QtBot, direction: Qt.LayoutDirection, width: int, lines: int) -> None:
    row = QWidget()
    row.setLayoutDirection(direction)
    widgets = [QWidget() for _ in range(3)]
    for widget in widgets:
        widget.setFixedSize(60, 20)
    row.setLayout(FlowLayout(*widgets[:2], None, widgets[2], spacing=10))
    show(qtbot, row, width, 100)
    assert len({widget.y() for widget in widgets}) == lines
    assert row.heightForWidth(width) == 20 * lines + 10 * (lines - 1)
    begin = 0 if direction is Qt.LayoutDirection.LeftToRight else width - 60
    assert widgets[0].x() == begin
    if lines == 1:
        assert widgets[2].x() == width - 60 - begin


def test_a_stretch_stays_before_a_hidden_widget(qtbot: QtBot) -> None:
    row, hidden, last = QWidget(), QWidget(), QWidget()
    last.setFixedSize(60, 20)
    row.setLayout(FlowLayout(None, hidden, last, spacing=10))
    hidden.hide()
    show(qtbot, row, 200)
    assert last.x() == 140


@pytest.mark.parametrize("width", [300, 130, 90])
def test_widgets_that_fill_their_line_share_its_width(qtbot: QtBot, width: int) -> None:
    row = QWidget()
    widgets = [QWidget() for _ in range(4)]
    for widget in widgets:
        widget.setMinimumSize(60, 20)
    row.setLayout(FlowLayout(*widgets, spacing=0, fills=True))
    show(qtbot, row, width, 100)
    for y in {widget.y() for widget in widgets}:
        assert sum(widget.width() for widget in widgets if widget.y() == y) == width
