"""What the model gets wrong is put right in the window: checked on what others would see."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.corrections import room_learning as lesson
from app.core.corrections.brush import Mark
from app.core.look import Look
from app.core.pipeline.capture import OpenSource
from app.core.types import Alpha, Rgb, Size
from app.gui.fix import state as fix_state
from app.gui.fix.fix_page import FixPage
from app.gui.fix.state import Stage
from app.gui.preview.tool import Spot
from app.gui.window.main_window import MainWindow
from tests.fakes import SMALL, FakeSource, plain
from tests.gui.conftest import OpenWindow, click, corner, person, press, shown
from tests.gui.fakes import FakeServices

RED, GREY, BROWN, WALL = (200, 0, 0), (128, 128, 128), (90, 60, 30), (60, 120, 180)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Spot(0.2, 0.9), Spot(0.95, 0.07)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> FixPage:
    """Return the page, open."""
    window.resize(1000, 800)
    page = opened(window)
    page.brush.size_slider.setValue(12)
    # The picture is polled, and before it came there is nothing to paint on and nobody to move.
    qtbot.waitUntil(lambda: window.preview.viewport.mirrored)
    return page


def opened(window: MainWindow) -> FixPage:
    """Open the page by a click."""
    if window.side.current != "Fix":
        click(window.side.button("Fix"))
    (page,) = window.findChildren(FixPage)
    assert page.isVisible()
    return page


def paint(window: MainWindow, *spots: Spot, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Paint with the mouse from spot to spot."""
    preview = window.preview
    points: list[QPoint] = [preview.viewport.point(spot).toPoint() for spot in spots]
    QTest.mousePress(preview, button, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(preview, point)
    QTest.mouseRelease(preview, button, pos=points[-1])


def steer(window: MainWindow, right: int, up: int) -> None:
    """Move the brush by keyboard, in long steps, to the right as others see it."""
    across = Qt.Key.Key_Left if window.preview.viewport.mirrored else Qt.Key.Key_Right
    for key in [across] * right + [Qt.Key.Key_Up] * up:
        press(window.preview, key, SHIFT)


def corner_is(services: FakeServices, colour: tuple[int, int, int]) -> bool:
    return near(corner(services), colour)


def near(seen: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(np.subtract(seen, colour)).max() <= 2)


def test_always_me_shows_the_camera_and_undo_takes_it_back(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, Spot(0.8, 0.1), RIGHT)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner_is(services, GREY))
    press(window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: corner_is(services, RED))


def test_never_me_takes_the_person_away_and_the_rubber_brings_him_back(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.NEVER])
    paint(window, LEFT, Spot(0.0, 0.95))
    qtbot.waitUntil(lambda: person(services) == GREY)
    click(page.brush.brushes[Mark.ERASE])
    paint(window, LEFT, Spot(0.0, 0.95))
    qtbot.waitUntil(lambda: person(services) == RED)


def test_the_right_button_rubs_out(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, RIGHT)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    paint(window, RIGHT, button=Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: corner_is(services, GREY))


def test_a_stroke_is_one_step_back(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, *(Spot(0.6 + 0.03 * step, 0.1) for step in range(12)))
    qtbot.waitUntil(lambda: corner_is(services, RED))
    window.session.undo()
    assert window.session.config.corrections.shape is None
    qtbot.waitUntil(lambda: corner_is(services, GREY))


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
    # Where it was not laid on, nothing is.
    assert tuple(shown(services).rgb[SMALL.height // 2, 40]) == GREY
    window.session.undo()
    qtbot.waitUntil(lambda: corner_is(services, GREY))


def begun(page: FixPage, window: MainWindow) -> None:
    """Lay the brush on the corner by keyboard, and do not lift it."""
    click(page.brush.brushes[Mark.ALWAYS])
    steer(window, 9, 9)
    press(window.preview, Qt.Key.Key_Space)


def other_brush(page: FixPage, window: MainWindow) -> None:
    click(page.brush.brushes[Mark.NEVER])
    click(page.brush.brushes[Mark.ALWAYS])


def backspace(page: FixPage, window: MainWindow) -> None:
    press(window.preview, Qt.Key.Key_Backspace)


def hide_and_show(page: FixPage, window: MainWindow) -> None:
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_P, CTRL)


def same_camera(page: FixPage, window: MainWindow) -> None:
    window.session.set_camera(window.session.config.camera)


def other_camera(page: FixPage, window: MainWindow) -> None:
    window.session.set_camera("demo")


def other_format(page: FixPage, window: MainWindow) -> None:
    window.session.adjust(camera_size=Size(640, 480))


def start_again(page: FixPage, window: MainWindow) -> None:
    window.session.restart()


def move_oneself(page: FixPage, window: MainWindow) -> None:
    press(window.preview, Qt.Key.Key_Minus)


def fold_away(page: FixPage, window: MainWindow) -> None:
    click(window.side.button("Fix"))
    click(window.side.button("Fix"))
    click(page.brush.brushes[Mark.ALWAYS])


@pytest.mark.parametrize(
    "event",
    [
        other_brush,
        backspace,
        hide_and_show,
        same_camera,
        other_camera,
        other_format,
        start_again,
        move_oneself,
        fold_away,
    ],
)
def test_a_stroke_that_was_not_lifted_in_its_room_is_given_up(
    page: FixPage,
    window: MainWindow,
    services: FakeServices,
    qtbot: QtBot,
    event: Callable[[FixPage, MainWindow], None],
) -> None:
    begun(page, window)
    sources, pipelines = len(services.sources), len(services.pipelines)
    event(page, window)
    if event in (same_camera, other_camera, other_format):
        qtbot.waitUntil(lambda: len(services.sources) > sources)
        seen = services.segmenters[-1].calls
        qtbot.waitUntil(lambda: services.segmenters[-1].calls > seen + 5)
    if event is start_again:
        qtbot.waitUntil(lambda: len(services.pipelines) > pipelines)
    qtbot.waitUntil(lambda: not shown(services).is_slate and shown(services).matte is not None)
    press(window.preview, Qt.Key.Key_Space)
    qtbot.wait(60)
    # Either it was given up before, and this began another one, or it is now: in both cases nothing is marked.
    assert window.session.config.corrections.shape is None


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Space])
def test_a_second_button_or_key_paints_nothing(
    page: FixPage, window: MainWindow, qtbot: QtBot, key: Qt.Key | None
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    preview = window.preview
    QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=preview.viewport.point(RIGHT).toPoint())
    if key is None:
        QTest.mousePress(preview, Qt.MouseButton.MiddleButton, pos=preview.viewport.point(LEFT).toPoint())
    else:
        press(preview, key)
    qtbot.wait(60)
    assert window.session.config.corrections.shape is None


def test_the_mouse_does_not_lengthen_a_stroke_by_keyboard(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    begun(page, window)
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
    qtbot.waitUntil(lambda: near(tuple(shown(services).rgb[row, column]), RED))
    assert corner_is(services, GREY)


def test_keys_with_ctrl_and_keys_that_repeat_themselves_are_not_the_brushs(
    page: FixPage, window: MainWindow, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    tool, viewport = page.brush.tool, window.preview.viewport
    repeated = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    assert tool.key(repeated, viewport)
    assert tool.key(repeated, viewport)
    assert not tool.key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, CTRL), viewport)
    qtbot.wait(60)
    assert window.session.config.corrections.shape is None


def test_who_is_hidden_has_no_picture_to_paint_on(page: FixPage, window: MainWindow) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    press(window, Qt.Key.Key_Escape)
    tool = page.brush.tool
    assert not tool.key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, SHIFT), window.preview.viewport)


def test_without_a_brush_arrows_move_the_person(page: FixPage, window: MainWindow, qtbot: QtBot) -> None:
    press(window.preview, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.session.config.look.y == pytest.approx(0.01))
    press(window.preview, Qt.Key.Key_Space)
    assert window.session.config.corrections.shape is None


def test_all_marks_are_removed_at_once(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    assert not page.brush.remove.isEnabled()
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, RIGHT)
    click(page.brush.brushes[Mark.NEVER])
    paint(window, LEFT, Spot(0.0, 0.95))
    qtbot.waitUntil(lambda: corner_is(services, RED) and person(services) == GREY)
    page.brush.remove.setFocus()
    press(page.brush.remove, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: corner_is(services, GREY) and person(services) == RED)


@pytest.mark.parametrize("look", [Look(flip=True), Look(scale=0.6, x=0.1, y=-0.1)])
def test_a_mark_is_where_it_was_painted_however_the_picture_lies(
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
    qtbot.waitUntil(lambda: near(tuple(shown(services).rgb[row, column]), RED))


def test_a_brush_is_laid_down_by_a_second_click_and_with_the_page(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    always = page.brush.brushes[Mark.ALWAYS]
    click(always)
    assert always.isChecked()
    click(always)
    assert not always.isChecked()
    click(always)
    click(window.side.button("Fix"))
    paint(window, RIGHT)
    assert window.session.config.corrections.shape is None
    assert page.brush.brush.mark is None


def test_the_keys_take_brushes_and_change_their_size(page: FixPage, window: MainWindow) -> None:
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


def test_nothing_is_painted_on_a_slate(page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    paint(window, RIGHT)
    assert window.session.config.corrections.shape is None


def test_marks_are_seen_while_the_page_is_open(page: FixPage, window: MainWindow, qtbot: QtBot) -> None:
    def colour() -> tuple[int, int, int]:
        image = window.preview.grab().toImage()
        found = image.pixelColor(window.preview.viewport.point(RIGHT).toPoint())
        return found.red(), found.green(), found.blue()

    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, RIGHT)
    qtbot.waitUntil(lambda: colour()[1] > 80 and colour()[0] < 160)
    click(window.side.button("Fix"))
    qtbot.waitUntil(lambda: colour()[1] < 20 and colour()[0] > 180)


def test_another_camera_drops_the_marks_and_undo_brings_none_back(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, RIGHT)
    qtbot.waitUntil(lambda: corner_is(services, RED))
    # One more, so that one step back there is a mark.
    paint(window, Spot(0.7, 0.5))
    window.session.set_camera("demo")
    qtbot.waitUntil(lambda: person(services) == (0, 200, 0))
    assert corner(services) == GREY
    for travel in (window.session.undo, window.session.redo):
        travel()
        assert window.session.config.corrections.always is None
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert corner(services) == GREY


def test_a_camera_that_is_opened_anew_keeps_what_is_never_shown(
    page: FixPage, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(page.brush.brushes[Mark.NEVER])
    paint(window, LEFT, Spot(0.0, 0.95))
    click(page.brush.brushes[Mark.ALWAYS])
    paint(window, RIGHT)
    qtbot.waitUntil(lambda: person(services) == GREY and corner_is(services, RED))
    window.session.adjust(camera_size=Size(320, 240))
    qtbot.waitUntil(lambda: not shown(services).is_slate and corner(services) == GREY)
    assert person(services) == GREY


class Stagehand(FakeServices):
    """Parts with one camera, before which things can be put and taken away; the model takes brown for a person too."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = plain(WALL)
        self.find_person = self._find
        self.furnish()

    def furnish(self) -> None:
        """Leave the room empty but for a chair."""
        scene = plain(WALL)
        scene[30:, 44:60] = BROWN
        self.scene = scene

    def enter(self, colour: tuple[int, int, int] = RED, columns: slice = slice(0, 32)) -> None:
        """Let somebody step before the camera."""
        scene = self.scene.copy()
        scene[8:, columns] = colour
        self.scene = scene

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return what opens the camera."""
        self.sources.append(config)
        services = self

        class Camera(FakeSource):
            def read(self) -> Rgb:
                super().read()
                return services.scene.copy()

        return Camera

    def _find(self, rgb: Rgb, number: int) -> Alpha:
        wall = np.abs(rgb.astype(int) - WALL).max(axis=2) < 30
        return np.where(wall, np.uint8(0), np.uint8(255))

    def chair(self) -> tuple[int, ...]:
        """Return what others see of the chair."""
        return tuple(int(value) for value in shown(self).rgb[40, 52])


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stagehand:
    monkeypatch.setattr(fix_state, "LEAVING_SECONDS", 0.2)
    monkeypatch.setattr(lesson, "SECONDS", 0.2)
    return Stagehand()


@pytest.fixture
def studio(stage: Stagehand, open_window: OpenWindow, config: AppConfig, qtbot: QtBot) -> MainWindow:
    """Return a window before the stage, with somebody on it."""
    stage.enter()
    window = open_window(config)
    qtbot.waitUntil(lambda: not shown(stage).is_slate)
    return window


@pytest.fixture
def services(request: pytest.FixtureRequest) -> FakeServices:
    """Return the stage where a test has one."""
    return request.getfixturevalue("stage") if "stage" in request.fixturenames else FakeServices()


def learnt(studio: MainWindow, stage: Stagehand, qtbot: QtBot) -> FixPage:
    """Let the empty room be learnt, and come back."""
    page = opened(studio)
    click(page.room.learn)
    stage.furnish()
    qtbot.waitUntil(lambda: page.room.course.stage is Stage.DONE)
    stage.enter()
    qtbot.waitUntil(lambda: not shown(stage).is_slate and person(stage) == RED)
    return page


def test_furniture_is_never_a_person_again(studio: MainWindow, stage: Stagehand, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: stage.chair() == BROWN)
    page = learnt(studio, stage, qtbot)
    assert stage.chair() == GREY
    assert "Done" in page.room.words.text()
    stage.enter((30, 200, 60), slice(36, 64))
    qtbot.waitUntil(lambda: stage.chair() == (30, 200, 60))


def test_what_was_learnt_is_undone_redone_and_forgotten(studio: MainWindow, stage: Stagehand, qtbot: QtBot) -> None:
    page = learnt(studio, stage, qtbot)
    press(studio, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: stage.chair() == BROWN)
    press(studio, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: stage.chair() == GREY)
    click(page.room.forget)
    qtbot.waitUntil(lambda: stage.chair() == BROWN)
    assert not page.room.forget.isVisible()


def test_meanwhile_others_see_a_slate_and_the_user_large_words(
    studio: MainWindow, stage: Stagehand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_state, "LEAVING_SECONDS", 60.0)
    page = opened(studio)
    click(page.room.learn)
    assert shown(stage).is_slate
    assert "Step out" in page.room.words.text()
    before = studio.preview.grab().toImage()
    calls = stage.segmenters[-1].calls
    qtbot.waitUntil(lambda: stage.segmenters[-1].calls > calls + 20)
    assert shown(stage).is_slate
    click(page.room.learn)
    assert not page.room.words.isVisible()
    qtbot.waitUntil(lambda: not shown(stage).is_slate)
    assert studio.preview.grab().toImage() != before
    assert stage.chair() == BROWN


def test_who_hides_meanwhile_stays_hidden(studio: MainWindow, stage: Stagehand, qtbot: QtBot) -> None:
    page = opened(studio)
    click(page.room.learn)
    press(studio, Qt.Key.Key_Escape)
    stage.furnish()
    qtbot.waitUntil(lambda: page.room.course.stage is Stage.DONE)
    calls = stage.segmenters[-1].calls
    qtbot.waitUntil(lambda: stage.segmenters[-1].calls > calls + 20)
    assert shown(stage).is_slate
    press(studio, Qt.Key.Key_P, CTRL)
    stage.enter()
    qtbot.waitUntil(lambda: not shown(stage).is_slate and person(stage) == RED)
    assert stage.chair() == GREY


def test_somebody_who_stays_is_told_to_leave(studio: MainWindow, stage: Stagehand, qtbot: QtBot) -> None:
    page = opened(studio)
    click(page.room.learn)
    qtbot.waitUntil(lambda: page.room.course.stage is Stage.FAILED)
    assert "Somebody" in page.room.note.text()
    qtbot.waitUntil(lambda: not shown(stage).is_slate)
    assert studio.session.config.corrections.room is None
    assert page.room.learn.text() == "Learn the empty room"


@pytest.mark.parametrize("wish", ["page", "camera"])
def test_learning_ends_with_the_page_and_with_the_camera(
    studio: MainWindow, stage: Stagehand, qtbot: QtBot, wish: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_state, "LEAVING_SECONDS", 60.0)
    page = opened(studio)
    click(page.room.learn)
    if wish == "page":
        click(studio.side.button("Fix"))
    else:
        studio.session.set_camera("demo")
    qtbot.waitUntil(lambda: page.room.course.stage is Stage.IDLE)
    qtbot.waitUntil(lambda: not shown(stage).is_slate)


def test_a_second_lesson_sees_what_the_model_alone_makes(studio: MainWindow, stage: Stagehand, qtbot: QtBot) -> None:
    learnt(studio, stage, qtbot)
    learnt_again = learnt(studio, stage, qtbot)
    assert stage.chair() == GREY
    assert learnt_again.room.course.stage is Stage.DONE
