"""The brushes of the page Fix: checked on what others would see."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.corrections.brush import Mark
from app.core.types import Size
from app.gui.fix.page import FixPage
from app.gui.preview.tool import Spot
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, corner, person, press, shown
from tests.gui.fakes import FakeServices
from tests.gui.fixing import CTRL, GREY, IN_CORNER, ON_PERSON, RED, SHIFT, corner_is, paint


def test_always_show_shows_the_camera_and_can_be_undone(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, Spot(0.8, 0.1), IN_CORNER)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner_is(services, GREY))
    press(window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: corner_is(services, RED))


def test_never_show_hides_the_person_and_erase_restores_them(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.NEVER])
    paint(window, ON_PERSON, Spot(0.0, 0.95))
    qtbot.waitUntil(lambda: person(services) == GREY)
    click(page.brush.brushes[Mark.ERASE])
    paint(window, ON_PERSON, Spot(0.0, 0.95))
    qtbot.waitUntil(lambda: person(services) == RED)


def test_the_right_button_erases(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, IN_CORNER)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    paint(window, IN_CORNER, button=Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: corner_is(services, GREY))


def test_a_stroke_is_one_undo_step(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, *(Spot(0.6 + 0.03 * step, 0.1) for step in range(12)))
    qtbot.waitUntil(lambda: corner_is(services, RED))
    window.session.undo()
    assert window.session.config.corrections.shape is None
    qtbot.waitUntil(lambda: corner_is(services, GREY))


def test_all_marks_are_removed_in_one_step(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    assert not page.brush.remove_marks.isEnabled()
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, IN_CORNER)
    click(page.brush.brushes[Mark.NEVER])
    paint(window, ON_PERSON, Spot(0.0, 0.95))
    qtbot.waitUntil(lambda: corner_is(services, RED) and person(services) == GREY)
    page.brush.remove_marks.setFocus()
    press(page.brush.remove_marks, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: corner_is(services, GREY) and person(services) == RED)


def test_a_second_click_or_closing_the_page_deselects_the_brush(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    always = page.brush.brushes[Mark.ALWAYS]
    click(always)
    assert always.isChecked()
    click(always)
    assert not always.isChecked()
    click(always)
    click(window.side.button("Fix"))
    paint(window, IN_CORNER)
    assert window.session.config.corrections.shape is None
    assert page.brush.brush.mark is None


def test_brushes_are_selected_and_resized_by_keyboard(page: FixPage, window: MainWindow) -> None:
    sizes = [page.brush.brush.size]
    for key in (Qt.Key.Key_BracketRight, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketLeft):
        press(window, key)
        sizes.append(page.brush.brush.size)
    assert sizes[0] < sizes[1]
    assert sizes[3] < sizes[2] <= sizes[0]
    assert page.brush.size_slider.value() == sizes[3]
    page.brush.size_slider.setFocus()
    press(page.brush.size_slider, Qt.Key.Key_Right)
    assert page.brush.brush.size == sizes[3] + 1
    never = page.brush.brushes[Mark.NEVER]
    never.setFocus()
    press(never, Qt.Key.Key_Space)
    assert page.brush.brush.mark is Mark.NEVER


def test_marks_are_visible_while_the_page_is_open(page: FixPage, window: MainWindow, qtbot: QtBot) -> None:
    def colour() -> tuple[int, int, int]:
        image = window.preview.grab().toImage()
        found = image.pixelColor(window.preview.viewport.point(IN_CORNER).toPoint())
        return found.red(), found.green(), found.blue()

    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, IN_CORNER)
    qtbot.waitUntil(lambda: colour()[1] > 80 and colour()[0] < 160)
    click(window.side.button("Fix"))
    qtbot.waitUntil(lambda: colour()[1] < 20 and colour()[0] > 180)


def test_changing_the_camera_removes_the_marks_for_good(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, IN_CORNER)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    # A second stroke, so that there is a mark one undo step back.
    paint(window, Spot(0.7, 0.5))
    window.session.set_camera("demo")
    qtbot.waitUntil(lambda: person(services) == (0, 200, 0))
    assert corner(services) == GREY
    for step in (window.session.undo, window.session.redo):
        step()
        assert window.session.config.corrections.always is None
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert corner(services) == GREY


def test_a_reopened_camera_keeps_what_is_never_shown(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.NEVER])
    paint(window, ON_PERSON, Spot(0.0, 0.95))
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, IN_CORNER)
    qtbot.waitUntil(lambda: person(services) == GREY and corner_is(services, RED))
    window.session.adjust(camera_size=Size(320, 240))
    qtbot.waitUntil(lambda: not shown(services).is_slate and corner(services) == GREY)
    assert person(services) == GREY
