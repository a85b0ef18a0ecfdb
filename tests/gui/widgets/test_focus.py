"""Where the focus is once what had it is greyed out or hidden, and what Tab reaches from there."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.gui.adjust.page import AdjustPage
from app.gui.adjust.section import FoldButton
from app.gui.record.job_list import JobRow
from app.gui.record.jobs import JobPhase
from app.gui.record.page import RecordPage
from app.gui.session.messages import Message
from app.gui.theme.palette import colours
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ADJUST_PAGE, RECORD_PAGE, WELCOME_PAGE
from tests.gui.adjusting import adjust_page, slider_row
from tests.gui.conftest import click, corner, press, process_events, shown, step
from tests.gui.fakes import FakeServices
from tests.gui.rendering import give, phases, record_page

pytestmark = pytest.mark.slow

GREY, RED, BLUE = (128, 128, 128), (200, 0, 0), (0, 0, 200)
KEY = Qt.Key


def focused(window: MainWindow) -> QWidget:
    found = window.focusWidget()
    assert found is not None
    return found


def space(window: MainWindow, times: int = 1) -> None:
    """Press it on whatever has the focus."""
    for _ in range(times):
        press(focused(window), KEY.Key_Space)


def tab(window: MainWindow) -> QWidget:
    """Return what Tab reaches."""
    press(focused(window), KEY.Key_Tab)
    return focused(window)


def back(window: MainWindow) -> QWidget:
    """Return what Shift+Tab reaches."""
    press(focused(window), KEY.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    return focused(window)


def scroll_area(widget: QWidget) -> QScrollArea:
    """Return what scrolls a page."""
    above: QWidget | None = widget.parentWidget()
    while not isinstance(above, QScrollArea):
        assert above is not None
        above = above.parentWidget()
    return above


def wait_for(colour: tuple[int, ...], services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: corner(services) == colour)


def is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.fixture
def painted(window: MainWindow, services: FakeServices, qtbot: QtBot) -> AdjustPage:
    """The open page Adjust after two steps, from grey to red and to blue."""
    page = adjust_page(window)
    for word, colour in (("#c80000", RED), ("#0000c8", BLUE)):
        window.session.set_background(word)
        wait_for(colour, services, qtbot)
    return page


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordPage:
    """The open page with the list of files."""
    return record_page(window, tmp_path, monkeypatch)


@pytest.fixture
def slow(window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path) -> list[JobRow]:
    """Rows of three files, of which one is worked on."""
    rows = give(page, tmp_path, "slow a.mp4", "slow b.mp4", "slow c.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.RUNNING, JobPhase.WAITING, JobPhase.WAITING])
    return rows


def undo_all(window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot) -> None:
    """Undo both steps by key."""
    page.undo.setFocus()
    for colour in (RED, GREY):
        space(window)
        wait_for(colour, services, qtbot)
    assert not page.undo.isEnabled()


def test_repeating_undo_past_the_last_step_triggers_nothing_else(
    window: MainWindow, painted: AdjustPage, services: FakeServices, qtbot: QtBot
) -> None:
    undo_all(window, painted, services, qtbot)
    space(window, 3)
    press(focused(window), KEY.Key_Return)
    step(window, services, qtbot)
    assert corner(services) == GREY
    assert painted.redo.isEnabled()


def test_tab_continues_from_a_disabled_widget(
    window: MainWindow, painted: AdjustPage, services: FakeServices, qtbot: QtBot
) -> None:
    undo_all(window, painted, services, qtbot)
    assert focused(window).accessibleName() == "Undo: unavailable"
    assert tab(window) is painted.redo
    assert back(window) is painted.presets.save
    assert tab(window) is painted.redo


def test_a_reenabled_widget_regains_the_focus(
    window: MainWindow, painted: AdjustPage, services: FakeServices, qtbot: QtBot
) -> None:
    undo_all(window, painted, services, qtbot)
    window.session.redo()
    qtbot.waitUntil(painted.undo.hasFocus)
    space(window)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    # A focus that has moved on meanwhile stays where it is.
    slider = slider_row(painted, "crispness").slider
    slider.setFocus()
    window.session.redo()
    qtbot.waitUntil(painted.undo.isEnabled)
    assert slider.hasFocus()


def test_the_focus_waits_while_the_page_is_closed(
    window: MainWindow, painted: AdjustPage, services: FakeServices
) -> None:
    painted.undo.setFocus()
    window.side.toggle(ADJUST_PAGE)
    space(window)
    assert corner(services) == BLUE
    window.side.toggle(ADJUST_PAGE)
    space(window)
    assert corner(services) == BLUE
    assert back(window) is painted.undo


@pytest.mark.parametrize("by_mouse", [False, True])
def test_one_press_cancels_one_file(window: MainWindow, slow: list[JobRow], qtbot: QtBot, by_mouse: bool) -> None:
    if by_mouse:
        click(slow[0].cancel)
    else:
        slow[0].cancel.setFocus()
        space(window)
    space(window, 2)
    qtbot.waitUntil(lambda: phases(window)[0] is JobPhase.CANCELLED)
    space(window, 2)
    assert phases(window)[0] is JobPhase.CANCELLED
    assert phases(window)[2] is JobPhase.WAITING
    qtbot.waitUntil(lambda: phases(window)[1] is JobPhase.RUNNING)
    assert [tab(window), tab(window), tab(window)] == [slow[0].remove, slow[0].retry, slow[1].cancel]


def test_one_press_tries_one_file_again(window: MainWindow, slow: list[JobRow], qtbot: QtBot) -> None:
    for row in slow[1:]:
        click(row.cancel)
    slow[1].retry.setFocus()
    space(window, 3)
    assert phases(window) == [JobPhase.RUNNING, JobPhase.WAITING, JobPhase.CANCELLED]
    click(slow[1].cancel)
    assert focused(window) is not slow[1].remove
    space(window)
    assert phases(window) == [JobPhase.RUNNING, JobPhase.CANCELLED, JobPhase.CANCELLED]


def test_one_press_removes_one_file_from_the_list(
    window: MainWindow, page: RecordPage, slow: list[JobRow], qtbot: QtBot
) -> None:
    for row in slow[1:]:
        click(row.cancel)
    slow[1].remove.setFocus()
    space(window, 2)
    process_events()
    assert phases(window) == [JobPhase.RUNNING, JobPhase.CANCELLED]
    assert tab(window) is slow[2].remove
    press(focused(window), KEY.Key_Space)
    # What was around it is gone too.
    assert tab(window) is window.side.button(RECORD_PAGE)


def test_resetting_a_section_does_not_fold_it(window: MainWindow, qtbot: QtBot) -> None:
    page = adjust_page(window)
    advanced = page.advanced
    assert isinstance(advanced.heading, FoldButton)
    window.session.adjust(threads=1)
    qtbot.waitUntil(advanced.reset.isVisible)
    advanced.reset.setFocus()
    space(window)
    qtbot.waitUntil(lambda: not advanced.reset.isVisible())
    space(window)
    assert advanced.heading.isChecked()
    assert back(window) is advanced.heading


def test_tab_reaches_rows_after_the_widgets_above_them(
    window: MainWindow, page: RecordPage, slow: list[JobRow], qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [*slow, *give(page, tmp_path, "slow d.mp4")]
    click(rows[1].cancel)
    qtbot.waitUntil(rows[3].isVisible)
    page.drop_zone.choose.setFocus()
    expected: list[QPushButton] = [page.job_list.cancel_all, page.job_list.clear, rows[0].cancel, rows[1].remove]
    expected += [rows[1].retry, rows[2].cancel, rows[3].cancel]
    assert [tab(window) for _ in expected] == expected
    assert tab(window) is window.side.button(RECORD_PAGE)


def test_tab_into_a_page_scrolls_to_the_focused_widget(window: MainWindow, qtbot: QtBot) -> None:
    page = adjust_page(window)
    bar = scroll_area(page).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > page.advanced.height() > 400)
    window.side.button(WELCOME_PAGE).setFocus()
    bar.setValue(bar.maximum())
    assert tab(window) is page.presets.combo_box
    assert is_whole(page.presets.combo_box)
    window.side.button(ADJUST_PAGE).setFocus()
    bar.setValue(0)
    assert page.advanced.isAncestorOf(back(window))
    assert is_whole(focused(window))


def test_closing_a_message_keeps_the_focus_in_place(window: MainWindow, qtbot: QtBot) -> None:
    window.session.show(Message("Well.", is_error=False))
    qtbot.waitUntil(window.banner.isVisible)
    window.banner.close_button.setFocus()
    space(window, 3)
    assert not window.banner.isVisible()
    assert tab(window) is window.preview


def test_a_button_of_another_message_does_not_take_the_focus(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_Escape)
    assert window.banner.first_action.text() == "Show me again"
    window.banner.first_action.setFocus()
    space(window, 1)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    press(window, Qt.Key.Key_Escape)
    assert window.banner.first_action.isVisible()
    space(window, 3)
    assert shown(services).is_slate


def test_a_widget_reenabled_in_an_inactive_window_regains_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    button, other = window.hide_button, QWidget()
    qtbot.addWidget(other)
    button.setFocus()
    button.setEnabled(False)
    assert focused(window) is not button
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    button.setEnabled(True)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert focused(window) is button


def test_a_placeholder_left_in_an_inactive_window_is_deleted(window: MainWindow, qtbot: QtBot) -> None:
    button, other = window.hide_button, QWidget()
    qtbot.addWidget(other)
    button.setFocus()
    button.setEnabled(False)
    ring = focused(window)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.cameras.setFocus()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not isValid(ring) or not ring.isVisible()


def test_a_ring_marks_the_placeholder(
    window: MainWindow, painted: AdjustPage, services: FakeServices, qtbot: QtBot
) -> None:
    undo_all(window, painted, services, qtbot)
    ring = focused(window)
    assert ring.mapTo(painted, ring.rect().topLeft()) == painted.undo.pos()
    assert ring.size() == painted.undo.size()
    edge = painted.grab().toImage().pixelColor(painted.undo.geometry().center().x(), painted.undo.y() + 1)
    assert edge == QColor(colours().accent)
