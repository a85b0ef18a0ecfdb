"""A combo box may be narrow: its list shows whole entries, and a tooltip the one in use."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.gui.theme.style import apply_style
from app.gui.widgets.combo_box import ComboBox
from tests.gui.conftest import process_events

LONG = "Am besten für diesen Computer geeignet"


@pytest.fixture
def box(qapp: QApplication, qtbot: QtBot) -> ComboBox:
    """A narrow box with a long and a short entry."""
    apply_style(qapp)
    made = ComboBox()
    qtbot.addWidget(made)
    made.setStyleSheet("min-width: 60px")
    made.add(LONG)
    made.add("b")
    made.setFixedWidth(150)
    made.show()
    return made


def open_list(box: ComboBox) -> int:
    """Open the list; return the width that it has for entries."""
    box.showPopup()
    process_events()
    width = box.view().viewport().width()
    box.hidePopup()
    return width


def test_the_list_is_as_wide_as_its_longest_entry(box: ComboBox) -> None:
    assert open_list(box) >= box.view().sizeHintForColumn(0) > box.width()
    box.removeItem(0)
    assert open_list(box) <= box.width()


def test_a_list_that_scrolls_shows_whole_entries(box: ComboBox) -> None:
    for _ in range(40):
        box.add("c")
    assert open_list(box) >= box.view().sizeHintForColumn(0)


def test_the_closed_box_shows_the_whole_entry_in_a_tooltip(box: ComboBox, monkeypatch: pytest.MonkeyPatch) -> None:
    assert box.shown_text.endswith("…")
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _position, shown, _widget: tips.append(shown))
    QApplication.sendEvent(box, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(9, 9), QPoint(9, 9)))
    assert tips == [LONG]
