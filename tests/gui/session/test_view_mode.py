"""Views of the preview, and that none of them reaches a sink: checked on pixels."""

import ast
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

import app
from app.config import AppConfig
from app.core.compositing.compositor import make_slate
from app.core.look import Look
from app.core.types import Composite, Frame, Matte, Rgb
from app.gui.session.view_mode import View, ViewOptions, seen, toggled
from app.gui.window.main_window import MainWindow
from tests.fakes import SMALL, plain
from tests.gui.conftest import OpenWindow, click, corner, person, press, shown
from tests.gui.fakes import FakeServices, left_half
from tests.gui.preview.test_preview import pixels

pytestmark = pytest.mark.slow

RED, GREY, WHITE, BLACK = (200, 0, 0), (128, 128, 128), (255, 255, 255), (0, 0, 0)


def composite_of(shape: tuple[int, int] = (48, 64)) -> Composite:
    """Return a white picture that was made of a red frame, with a person in its left half."""
    frame = Frame(np.full((*shape, 3), RED, np.uint8), 0, 0.0)
    alpha = left_half(frame.rgb[::2, ::2], 0)
    return Composite(plain(WHITE), Matte(alpha, frame))


def columns(rgb: Rgb) -> list[tuple[int, ...]]:
    """Return the lowest row's colours at each eighth of the width."""
    width = rgb.shape[1]
    return [tuple(int(value) for value in rgb[-2, width * place // 16]) for place in range(1, 16, 2)]


def test_the_picture_is_what_others_see() -> None:
    composite = composite_of()
    assert seen(composite, ViewOptions()) is composite.rgb


def test_the_matte_is_that_of_the_frame() -> None:
    assert columns(seen(composite_of(), ViewOptions(View.MATTE))) == [WHITE] * 4 + [BLACK] * 4


def test_the_matte_lies_where_the_look_places_it() -> None:
    moved = seen(composite_of(), ViewOptions(View.MATTE, look=Look(scale=0.5, x=0.25)))
    assert moved.shape[:2] == (SMALL.height, SMALL.width)
    assert columns(moved) == [BLACK] * 4 + [WHITE] * 2 + [BLACK] * 2
    assert not moved[: SMALL.height // 2 - 1].any()


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("split", [0.0, 0.25, 1.0])
def test_the_camera_is_shown_left_of_the_line(split: float, mirrored: bool) -> None:
    rgb = seen(composite_of(), ViewOptions(View.SPLIT, split, mirrored))
    on_screen = rgb[:, ::-1] if mirrored else rgb
    before = round(8 * split)
    assert columns(on_screen) == [RED] * before + [WHITE] * (8 - before)


def test_the_composite_itself_is_left_alone() -> None:
    composite = composite_of()
    seen(composite, ViewOptions(View.SPLIT, 0.5))
    assert (composite.rgb == 255).all()


@pytest.mark.parametrize("view", View)
def test_a_slate_is_a_slate_in_every_view(view: View) -> None:
    slate = make_slate(SMALL, "Paused")
    assert seen(slate, ViewOptions(view)) is slate.rgb


def test_a_key_toggles_a_view() -> None:
    assert toggled(View.PICTURE, View.MATTE) is View.MATTE
    assert toggled(View.MATTE, View.MATTE) is View.PICTURE
    assert toggled(View.MATTE, View.SPLIT) is View.SPLIT


def test_views_exist_only_in_the_preview() -> None:
    """Code that makes a view could pass it on; only the poller, which feeds the preview, makes one."""
    makers = set()
    for path in (Path(app.__file__).parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "seen":
                makers.add(path.name)
    assert makers == {"poller.py"}


def preview_columns(window: MainWindow) -> list[tuple[int, ...]]:
    """Return the colours of the preview at each eighth of the picture's width, from the left as it is shown."""
    image = window.preview.grab().toImage()
    area, ratio = window.preview.viewport.area, image.devicePixelRatio()
    rgb = pixels(image)
    y = round((area.bottom() - area.height() / 8) * ratio)
    return [tuple(rgb[y, round((area.left() + area.width() * n / 16) * ratio)].tolist()) for n in range(1, 16, 2)]


@pytest.fixture
def straight(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> MainWindow:
    """A window whose preview is not mirrored, with a person."""
    window = open_window(AppConfig(background="#808080", size=SMALL, mirror=False))
    qtbot.waitUntil(lambda: preview_columns(window) == [RED] * 4 + [GREY] * 4)
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_the_matte_by_key_and_the_picture_again(straight: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(straight, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: preview_columns(straight) == [WHITE] * 4 + [BLACK] * 4)
    assert straight.caption.text().startswith("Only you see this")
    assert straight.view_bar.choice.button(View.MATTE).isChecked()
    assert (person(services), corner(services)) == (RED, GREY)
    press(straight, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: preview_columns(straight) == [RED] * 4 + [GREY] * 4)
    assert straight.caption.text() == "You see what others would see."


def test_before_and_after_by_button_with_a_line_that_moves(
    straight: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.find_person = lambda rgb, number: np.zeros(rgb.shape[:2], np.uint8)
    straight.session.adjust(model="nobody")
    click(straight.view_bar.choice.button(View.SPLIT))
    qtbot.waitUntil(lambda: preview_columns(straight) == [RED] * 4 + [GREY] * 4)
    preview, area = straight.preview, straight.preview.viewport.area
    at = [QPoint(round(area.left() + area.width() * share), round(area.center().y())) for share in (0.5, 0.75)]
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(preview, left, Qt.KeyboardModifier.NoModifier, at[0])
    QTest.mouseMove(preview, at[1])
    QTest.mouseRelease(preview, left, Qt.KeyboardModifier.NoModifier, at[1])
    qtbot.waitUntil(lambda: preview_columns(straight) == [RED] * 6 + [GREY] * 2)
    assert straight.view_bar.slider.value() == 75
    straight.view_bar.slider.setFocus()
    for _ in range(40):
        press(straight.view_bar.slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: preview_columns(straight) == [GREY] * 8)
    assert corner(services) == person(services) == GREY


def test_the_line_is_where_it_appears_in_a_mirrored_preview(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.find_person = lambda rgb, number: np.zeros(rgb.shape[:2], np.uint8)
    window.session.adjust(model="nobody")
    window.session.set_view(View.SPLIT)
    window.session.set_split(0.25)
    qtbot.waitUntil(lambda: preview_columns(window) == [RED] * 2 + [GREY] * 6)
    click(window.mirror)
    qtbot.waitUntil(lambda: not window.session.current_view_options.mirrored)
    qtbot.waitUntil(lambda: preview_columns(window) == [RED] * 2 + [GREY] * 6)


@pytest.mark.parametrize("view", View)
def test_a_hidden_user_is_hidden_in_every_view(
    straight: MainWindow, services: FakeServices, qtbot: QtBot, view: View
) -> None:
    straight.session.set_view(view)
    straight.session.set_hidden(True)
    slate = shown(services)
    assert slate.is_slate
    for other in View:
        straight.session.set_view(other)
        assert RED not in preview_columns(straight)
        assert WHITE not in preview_columns(straight)
    assert straight.caption.text() == "You see what others would see."


def test_no_view_reaches_a_sink(straight: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.find_person = lambda rgb, number: np.zeros(rgb.shape[:2], np.uint8)
    straight.session.adjust(model="nobody")
    qtbot.waitUntil(lambda: not shown(services).is_slate and person(services) == GREY)
    straight.session.set_virtual_camera(True)
    qtbot.waitUntil(lambda: bool(services.sinks) and len(services.sinks[0].written) > 2)
    for view in (View.SPLIT, View.MATTE):
        straight.session.set_view(view)
        services.sinks[0].written.clear()
        qtbot.waitUntil(lambda: len(services.sinks[0].written) > 3)
        assert all((composite.rgb == 128).all() for composite in services.sinks[0].written)


def test_letters_typed_into_a_field_are_no_shortcuts(straight: MainWindow, qtbot: QtBot) -> None:
    field = QLineEdit(straight.centralWidget())
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "mb")
    assert field.text() == "mb"
    assert straight.session.current_view_options.view is View.PICTURE


def test_arrows_move_along_the_buttons(straight: MainWindow, qtbot: QtBot) -> None:
    first = straight.view_bar.choice.button(View.PICTURE)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    press(first, Qt.Key.Key_Right)
    assert straight.session.current_view_options.view is View.MATTE
