"""The person is moved and resized in the preview: checked on the composite."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.gui.preview.tool import Spot
from app.gui.window.main_window import MainWindow
from tests.gui.adjusting import LEFT, drag, press_all
from tests.gui.conftest import click, person, press, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

KEY = Qt.Key
RED, GREY = (200, 0, 0), (128, 128, 128)


@pytest.fixture(autouse=True)
def _seen(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until the preview shows the person."""
    window.mirror.setFocus()
    qtbot.waitUntil(lambda: window.preview.viewport.mirrored)


def at(window: MainWindow, x: float, y: float) -> QPoint:
    """Return the preview's point of a spot of the output."""
    return window.preview.viewport.point(Spot(x, y)).toPoint()


def look(window: MainWindow) -> Look:
    """Return the look in use."""
    return window.session.config.look


def turn(window: MainWindow, spot: QPoint, notches: float) -> None:
    """Turn the wheel over the preview."""
    preview, nothing = window.preview, QPoint()
    place = QPointF(spot)
    event = QWheelEvent(
        place,
        QPointF(preview.mapToGlobal(spot)),
        nothing,
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(preview, event)


@pytest.mark.parametrize("mirrored", [True, False])
def test_a_drag_moves_the_person(window: MainWindow, services: FakeServices, qtbot: QtBot, mirrored: bool) -> None:
    if not mirrored:
        click(window.mirror)
    # The person fills the left half, as others see it.
    drag(window.preview, at(window, 0.2, 0.5), at(window, 0.4, 0.5), at(window, 0.75, 0.5))
    assert look(window).x == pytest.approx(0.55, abs=0.01)
    assert look(window).y == pytest.approx(0, abs=0.01)
    # A frame of half-way has nobody on the left either.
    qtbot.waitUntil(lambda: tuple(shown(services).rgb[-3, -10]) == RED)
    assert person(services) == GREY
    window.session.undo()
    qtbot.waitUntil(lambda: person(services) == RED)
    assert look(window) == DEFAULT_LOOK


def test_a_drag_stops_at_the_limits(window: MainWindow) -> None:
    for _ in range(3):
        drag(window.preview, at(window, 0.01, 0.01), at(window, 0.99, 0.99))
    assert (look(window).x, look(window).y) == (RANGES["x"].high, RANGES["y"].high)


def test_two_drags_some_time_apart_are_two_steps(window: MainWindow) -> None:
    drag(window.preview, at(window, 0.2, 0.5), at(window, 0.3, 0.5))
    first = look(window)
    press(window.preview, KEY.Key_Plus)
    drag(window.preview, at(window, 0.2, 0.5), at(window, 0.3, 0.5))
    window.session.undo()
    window.session.undo()
    assert look(window) == first


def test_presses_outside_the_picture_or_with_another_button_do_nothing(window: MainWindow) -> None:
    drag(window.preview, at(window, 0.5, -0.1), at(window, 0.5, 0.5))
    preview = window.preview
    QTest.mousePress(preview, Qt.MouseButton.RightButton, pos=at(window, 0.2, 0.5))
    QTest.mouseMove(preview, at(window, 0.5, 0.5))
    QTest.mouseRelease(preview, Qt.MouseButton.RightButton, pos=at(window, 0.5, 0.5))
    assert look(window) == DEFAULT_LOOK


def test_a_slate_cannot_be_moved(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(window, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.preview.viewport.mirrored)
    drag(window.preview, at(window, 0.2, 0.5), at(window, 0.5, 0.5))
    turn(window, at(window, 0.5, 0.5), 1)
    press_all(window.preview, KEY.Key_Left, KEY.Key_Plus, KEY.Key_0)
    assert look(window) == DEFAULT_LOOK
    QTest.mouseMove(window.preview, at(window, 0.5, 0.5))
    assert window.preview.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_hiding_ends_a_drag(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mousePress(window.preview, LEFT, pos=at(window, 0.2, 0.5))
    QTest.mouseMove(window.preview, at(window, 0.3, 0.5))
    before = look(window)
    press(window, KEY.Key_Escape)
    QTest.mouseMove(window.preview, at(window, 0.6, 0.5))
    QTest.mouseRelease(window.preview, LEFT, pos=at(window, 0.6, 0.5))
    assert look(window) == before
    assert before != DEFAULT_LOOK


def test_the_wheel_resizes(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    turn(window, at(window, 0.2, 0.5), -8)
    assert look(window).scale == pytest.approx(0.54, abs=0.01)
    # Smaller, on the same place of the lower edge: nobody is left in the corner.
    qtbot.waitUntil(lambda: person(services) == GREY)
    turn(window, at(window, 0.2, 0.5), 8)
    assert look(window).scale == pytest.approx(1, abs=0.01)
    turn(window, at(window, 0.2, 0.5), 100)
    assert look(window).scale == RANGES["scale"].high
    window.session.undo()
    assert look(window).scale == 1


def test_a_double_click_resets(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust_look(scale=0.5, x=0.4, y=-0.3, opacity=0.9)
    qtbot.waitUntil(lambda: person(services) == GREY)
    QTest.mouseDClick(window.preview, LEFT, pos=at(window, 0.5, 0.5))
    assert look(window) == Look(opacity=0.9)
    window.session.undo()
    assert look(window) == Look(scale=0.5, x=0.4, y=-0.3, opacity=0.9)


def test_the_cursor_shows_what_a_press_would_do(window: MainWindow) -> None:
    preview, hands = window.preview, Qt.CursorShape
    QTest.mouseMove(preview, at(window, 0.5, 0.5))
    assert preview.cursor().shape() is hands.OpenHandCursor
    QTest.mousePress(preview, LEFT, pos=at(window, 0.5, 0.5))
    assert preview.cursor().shape() is hands.ClosedHandCursor
    QTest.mouseRelease(preview, LEFT, pos=at(window, 0.5, 0.5))
    assert preview.cursor().shape() is hands.OpenHandCursor


@pytest.mark.parametrize("mirrored", [True, False])
def test_arrow_keys_move_in_the_direction_seen_in_the_preview(window: MainWindow, mirrored: bool) -> None:
    if not mirrored:
        click(window.mirror)
    press_all(window.preview, KEY.Key_Right, KEY.Key_Right, KEY.Key_Up)
    assert look(window).x == pytest.approx(-0.02 if mirrored else 0.02)
    assert look(window).y == pytest.approx(-0.01)
    press(window.preview, KEY.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert look(window).x == pytest.approx(0.03 if mirrored else -0.03)


def test_keys_resize_and_reset(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press_all(window.preview, *[KEY.Key_Minus] * 20)
    qtbot.waitUntil(lambda: person(services) == GREY)
    press_all(window.preview, *[KEY.Key_Plus] * 30)
    assert look(window).scale > 1
    press(window.preview, KEY.Key_0)
    assert look(window) == DEFAULT_LOOK


def test_other_keys_are_left_to_the_window(window: MainWindow) -> None:
    window.session.adjust_look(x=0.5)
    press(window.preview, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert look(window) == DEFAULT_LOOK
    press(window.preview, KEY.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert look(window) == DEFAULT_LOOK


def test_the_preview_takes_the_focus_and_shows_it(window: MainWindow, qtbot: QtBot) -> None:
    preview = window.preview
    assert preview.accessibleDescription()
    before = preview.grab().toImage().pixelColor(preview.viewport.area.center().toPoint().x(), 1)
    edge = preview.viewport.area
    window.mirror.setFocus()
    for _ in range(60):
        if preview.hasFocus():
            break
        press(window.focusWidget(), KEY.Key_Tab)
    assert preview.hasFocus()
    spot = QPoint(round(edge.center().x()), round(edge.top()) + 1)
    assert preview.grab().toImage().pixelColor(spot).name() == "#4cc3e0" != before.name()
