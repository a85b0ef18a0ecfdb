"""Strokes by mouse and keyboard, and what cancels them: checked on what others would see."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.corrections.brush import Mark
from app.core.look import Look
from app.core.types import Size
from app.gui.fix.page import FixPage
from app.gui.preview.tool import Spot
from app.gui.window.main_window import MainWindow
from tests.fakes import SMALL
from tests.gui.conftest import click, press, shown, step
from tests.gui.fakes import FakeServices
from tests.gui.fixing import (
    CTRL,
    GREY,
    IN_CORNER,
    ON_PERSON,
    RED,
    SHIFT,
    corner_is,
    is_near,
    paint,
    start_stroke,
    steer,
)

pytestmark = pytest.mark.slow


def test_a_stroke_is_painted_by_keyboard(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    press(page.brush.brushes[Mark.ALWAYS], Qt.Key.Key_Space)
    preview = window.preview
    steer(window, 5, 9)
    assert window.session.config.corrections.shape is None
    assert window.session.config.look == Look()
    press(preview, Qt.Key.Key_Space)
    steer(window, 4, 0)
    assert window.session.config.corrections.shape is None
    press(preview, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    # Nothing is marked where the brush moved before the stroke.
    assert tuple(shown(services).rgb[SMALL.height // 2, 40]) == GREY
    window.session.undo()
    qtbot.waitUntil(lambda: corner_is(services, GREY))


def select_another_brush(page: FixPage, window: MainWindow) -> None:
    click(page.brush.brushes[Mark.NEVER])
    click(page.brush.brushes[Mark.ALWAYS])


def press_backspace(page: FixPage, window: MainWindow) -> None:
    press(window.preview, Qt.Key.Key_Backspace)


def hide_and_show(page: FixPage, window: MainWindow) -> None:
    press(window, Qt.Key.Key_H, CTRL | SHIFT)
    press(window, Qt.Key.Key_P, CTRL)


def reopen_camera(page: FixPage, window: MainWindow) -> None:
    window.session.set_camera(window.session.config.camera)


def change_camera(page: FixPage, window: MainWindow) -> None:
    window.session.set_camera("demo")


def change_format(page: FixPage, window: MainWindow) -> None:
    window.session.adjust(camera_size=Size(640, 480))


def restart(page: FixPage, window: MainWindow) -> None:
    window.session.restart()


def resize_person(page: FixPage, window: MainWindow) -> None:
    press(window.preview, Qt.Key.Key_Minus)


def close_and_open_page(page: FixPage, window: MainWindow) -> None:
    click(window.side.button("Fix"))
    click(window.side.button("Fix"))
    click(page.brush.brushes[Mark.ALWAYS])


@pytest.mark.parametrize(
    "event",
    [
        select_another_brush,
        press_backspace,
        hide_and_show,
        reopen_camera,
        change_camera,
        change_format,
        restart,
        resize_person,
        close_and_open_page,
    ],
)
def test_a_change_of_the_canvas_cancels_the_stroke(
    page: FixPage,
    window: MainWindow,
    services: FakeServices,
    qtbot: QtBot,
    event: Callable[[FixPage, MainWindow], None],
) -> None:
    start_stroke(page, window)
    sources, pipelines = len(services.sources), len(services.pipelines)
    event(page, window)
    if event in (reopen_camera, change_camera, change_format):
        qtbot.waitUntil(lambda: len(services.sources) > sources)
        step(window, services, qtbot)
    if event is restart:
        qtbot.waitUntil(lambda: len(services.pipelines) > pipelines)
    qtbot.waitUntil(lambda: not shown(services).is_slate and shown(services).matte is not None)
    press(window.preview, Qt.Key.Key_Space)
    step(window, services, qtbot)
    # Either the stroke was cancelled before, and Space started another, or it is cancelled now: nothing is marked.
    assert window.session.config.corrections.shape is None


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Space])
def test_a_second_button_or_key_paints_nothing(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot, key: Qt.Key | None
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    preview = window.preview
    QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=preview.viewport.point(IN_CORNER).toPoint())
    if key is None:
        QTest.mousePress(preview, Qt.MouseButton.MiddleButton, pos=preview.viewport.point(ON_PERSON).toPoint())
    else:
        press(preview, key)
    step(window, services, qtbot)
    assert window.session.config.corrections.shape is None


def test_the_mouse_does_not_extend_a_stroke_by_keyboard(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    start_stroke(page, window)
    tool = page.brush.tool
    tool.hover(Spot(0.1, 0.1))
    tool.hover(None)
    press(window.preview, Qt.Key.Key_Up)
    press(window.preview, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    assert tuple(shown(services).rgb[SMALL.height // 4, SMALL.width * 5 // 8]) == GREY


def test_the_brush_stays_within_the_picture(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    steer(window, 30, 30)
    back = Qt.Key.Key_Right if window.preview.viewport.mirrored else Qt.Key.Key_Left
    for key in (back, Qt.Key.Key_Down) * 6:
        press(window.preview, key, SHIFT)
    press(window.preview, Qt.Key.Key_Space)
    press(window.preview, Qt.Key.Key_Space)
    row, column = int(0.3 * SMALL.height), int(0.7 * SMALL.width)
    qtbot.waitUntil(lambda: is_near(tuple(shown(services).rgb[row, column]), RED))
    assert corner_is(services, GREY)


def test_keys_with_ctrl_and_auto_repeat_do_not_paint(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    tool, viewport = page.brush.tool, window.preview.viewport
    repeated = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    assert tool.key(repeated, viewport)
    assert tool.key(repeated, viewport)
    assert not tool.key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, CTRL), viewport)
    step(window, services, qtbot)
    assert window.session.config.corrections.shape is None


def test_no_key_paints_while_the_person_is_hidden(page: FixPage, window: MainWindow) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    press(window, Qt.Key.Key_H, CTRL | SHIFT)
    tool = page.brush.tool
    assert not tool.key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, SHIFT), window.preview.viewport)


def test_without_a_brush_arrow_keys_move_the_person(page: FixPage, window: MainWindow, qtbot: QtBot) -> None:
    press(window.preview, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.session.config.look.y == pytest.approx(0.01))
    press(window.preview, Qt.Key.Key_Space)
    assert window.session.config.corrections.shape is None


@pytest.mark.parametrize("look", [Look(flip=True), Look(scale=0.6, x=0.1, y=-0.1)])
def test_a_mark_is_where_it_was_painted_whatever_the_look(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot, look: Look
) -> None:
    window.session.adjust(look=look)
    frames = services.segmenters[-1].calls
    qtbot.waitUntil(lambda: services.segmenters[-1].calls > frames + 5)
    spot = Spot(0.75, 0.5)
    row, column = int(spot.y * SMALL.height), int(spot.x * SMALL.width)
    assert tuple(shown(services).rgb[row, column]) == GREY
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, spot)
    qtbot.waitUntil(lambda: is_near(tuple(shown(services).rgb[row, column]), RED))


def test_nothing_is_painted_on_a_slate(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    press(window, Qt.Key.Key_H, CTRL | SHIFT)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    paint(window, IN_CORNER)
    assert window.session.config.corrections.shape is None
