"""The controls of the page Adjust by mouse and keyboard: checked on the composite and on what the pipeline receives."""

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.core.types import Blur, Fit
from app.gui.adjust.rows import SliderRow
from app.gui.session import border_watch
from app.gui.session.changes import DEVICES, INSTANT_PARTS, SLOW_PARTS
from app.gui.window.main_window import MainWindow
from tests.gui.adjusting import LEFT, adjust_page, drag, point, press_all, segmented_row, slider_row, toggle_row
from tests.gui.conftest import OpenWindow, click, corner, person, press, process_events, shown, step
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

RED, GREY = (200, 0, 0), (128, 128, 128)
KEY = Qt.Key
# Fields without a row here: the gallery sets the background, the command line the output, the page Fix the corrections,
# Setup the language.
ELSEWHERE = {"background", "look", "size", "fps", "on_demand", "corrections", "language", *DEVICES}


def given_look(services: FakeServices) -> Look:
    """Return the look that the newest frame was segmented with."""
    look = services.segmenters[-1].look
    assert look is not None
    return look


@pytest.mark.parametrize("name", [field.name for field in fields(Look)])
def test_every_field_of_the_look_has_a_control(window: MainWindow, name: str) -> None:
    assert adjust_page(window).row(name).isVisible()


@pytest.mark.parametrize("name", [field.name for field in fields(AppConfig) if field.name not in ELSEWHERE])
def test_every_field_of_the_configuration_has_a_control(window: MainWindow, name: str) -> None:
    assert adjust_page(window).row(name).isVisible()


def test_every_field_can_be_changed_except_those_of_the_output_and_of_rendered_files() -> None:
    changeable = {name for part in SLOW_PARTS + INSTANT_PARTS for name in part.fields} | {"mirror"}
    fixed = {"size", "fps", "on_demand", "virtual_camera", "language"}
    of_files = {"sound"}
    assert {field.name for field in fields(AppConfig)} - changeable == fixed | of_files


@pytest.mark.parametrize("name", RANGES)
def test_a_slider_by_keyboard(window: MainWindow, services: FakeServices, qtbot: QtBot, name: str) -> None:
    window.session.adjust(mirror=False)
    row, span, default = slider_row(adjust_page(window), name), RANGES[name], getattr(DEFAULT_LOOK, name)
    row.slider.setFocus()
    press(row.slider, KEY.Key_End)
    qtbot.waitUntil(lambda: getattr(given_look(services), name) == span.high)
    press(row.slider, KEY.Key_PageDown)
    press(row.slider, KEY.Key_Left)
    qtbot.waitUntil(lambda: span.low < getattr(given_look(services), name) < span.high)
    press(row.slider, KEY.Key_Home)
    qtbot.waitUntil(lambda: getattr(given_look(services), name) == span.low)
    press_all(row.slider, KEY.Key_PageUp, KEY.Key_Right)
    qtbot.waitUntil(lambda: getattr(given_look(services), name) > span.low)
    press(window, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: getattr(given_look(services), name) == default)


@pytest.mark.parametrize("name", RANGES)
def test_a_slider_by_mouse_is_one_undo(window: MainWindow, services: FakeServices, qtbot: QtBot, name: str) -> None:
    window.session.adjust(mirror=False)
    page = adjust_page(window)
    slider, span, default = slider_row(page, name).slider, RANGES[name], getattr(DEFAULT_LOOK, name)
    drag(slider, *(point(slider, share) for share in (0.3, 0.4, 0.6, 0.99)))
    qtbot.waitUntil(lambda: getattr(given_look(services), name) == span.high)
    drag(slider, point(slider, 0.99), point(slider, 0.25))
    page.undo.click()
    page.undo.click()
    qtbot.waitUntil(lambda: getattr(given_look(services), name) == default)


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("way", ["button", "double click", "keys"])
def test_a_slider_is_reset(window: MainWindow, services: FakeServices, qtbot: QtBot, name: str, way: str) -> None:
    row, default = slider_row(adjust_page(window), name), getattr(DEFAULT_LOOK, name)
    assert not row.reset.isVisible()
    press(row.slider, KEY.Key_Home if default != RANGES[name].low else KEY.Key_End)
    qtbot.waitUntil(lambda: getattr(given_look(services), name) != default)
    if way == "button":
        click(row.reset)
    elif way == "double click":
        QTest.mouseDClick(row.label, LEFT)
    else:
        row.reset.setFocus()
        press(row.reset, KEY.Key_Space)
        assert row.slider.hasFocus()
    qtbot.waitUntil(lambda: getattr(given_look(services), name) == default)
    assert not row.reset.isVisible()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_a_click_on_the_groove_jumps_there(window: MainWindow, share: float) -> None:
    slider = slider_row(adjust_page(window), "light_wrap").slider
    QTest.mouseClick(slider, LEFT, pos=point(slider, share))
    assert window.session.config.look.light_wrap == pytest.approx(share, abs=0.05)


def test_the_wheel_scrolls_the_page_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    page = adjust_page(window)
    slider = slider_row(page, "crispness").slider
    place = slider.mapTo(window, slider.rect().center())
    handle = window.windowHandle()
    assert handle is not None
    QTest.wheelEvent(handle, place, QPoint(0, -240))
    qtbot.waitUntil(lambda: slider.mapTo(window, slider.rect().center()).y() < place.y())
    assert window.session.config.look == DEFAULT_LOOK


def test_left_and_right_are_those_of_the_preview(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    row = slider_row(adjust_page(window), "x")
    window.session.adjust_look(x=-0.25)
    assert row.value.text() == "25% right"
    press(row.slider, KEY.Key_End)
    qtbot.waitUntil(lambda: window.session.config.look.x == -1)
    window.session.adjust(mirror=False)
    assert row.value.text() == "100% left"
    press(row.slider, KEY.Key_End)
    qtbot.waitUntil(lambda: window.session.config.look.x == 1)


def test_the_composite_follows_the_sliders(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = adjust_page(window)
    press(slider_row(page, "opacity").slider, KEY.Key_Home)
    qtbot.waitUntil(lambda: person(services) == GREY)
    click(page.undo)
    qtbot.waitUntil(lambda: person(services) == RED)
    press(slider_row(page, "x").slider, KEY.Key_End)
    qtbot.waitUntil(lambda: person(services) == GREY)
    click(page.redo)
    assert person(services) == GREY
    click(page.undo)
    qtbot.waitUntil(lambda: person(services) == RED)
    click(page.redo)
    qtbot.waitUntil(lambda: person(services) == GREY)


@pytest.mark.parametrize("by_key", [True, False])
def test_the_video_is_mirrored_for_others(
    window: MainWindow, services: FakeServices, qtbot: QtBot, by_key: bool
) -> None:
    switch = toggle_row(adjust_page(window), "flip").toggle

    def flip() -> None:
        if by_key:
            press(switch, KEY.Key_Space)
        else:
            click(switch)

    flip()
    qtbot.waitUntil(lambda: given_look(services).flip)
    flip()
    qtbot.waitUntil(lambda: not given_look(services).flip)
    window.session.undo()
    qtbot.waitUntil(lambda: given_look(services).flip)
    assert switch.isChecked()


def test_a_reset_is_an_undo_step_of_its_own(window: MainWindow) -> None:
    row = slider_row(adjust_page(window), "feather")
    press_all(row.slider, KEY.Key_End, KEY.Key_Left)
    click(row.reset)
    window.session.undo()
    assert window.session.config.look.feather == 19.5
    window.session.undo()
    assert window.session.config.look.feather == 0


def test_the_two_mirror_switches_agree(window: MainWindow) -> None:
    switch = toggle_row(adjust_page(window), "mirror").toggle
    click(switch)
    assert not window.mirror.isChecked()
    assert not window.preview.viewport.mirrored
    click(window.mirror)
    assert switch.isChecked()


@pytest.mark.parametrize("by_key", [True, False])
def test_the_fit_of_the_background(window: MainWindow, services: FakeServices, qtbot: QtBot, by_key: bool) -> None:
    buttons = segmented_row(adjust_page(window), "fit").segments.buttons
    if by_key:
        buttons[0].setFocus()
        press_all(buttons[0], KEY.Key_Right)
        press_all(buttons[1], KEY.Key_Right)
    else:
        click(buttons[2])
    qtbot.waitUntil(lambda: window.session.config.fit is Fit.STRETCH)
    assert services.backgrounds[-1].fit is Fit.STRETCH
    assert [button.isChecked() for button in buttons] == [False, False, True, False]
    for _ in range(2 if by_key else 1):
        window.session.undo()
    qtbot.waitUntil(lambda: window.session.config.fit is Fit.COVER)
    assert buttons[0].isChecked()


def test_the_blur_strength_applies_to_blurred_backgrounds_only(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    row = slider_row(adjust_page(window), "blur")
    assert not row.isEnabled()
    assert row.value.text() == "not blurred"
    window.session.adjust(background="blur")
    qtbot.waitUntil(row.isEnabled)
    # Faster than a background opens: no change is lost, and the slider does not jump back.
    press_all(row.slider, *[KEY.Key_Right] * 5)
    assert row.slider.value() == 5
    qtbot.waitUntil(lambda: window.session.config.background == "blur:55")
    assert row.slider.value() == 5
    background = services.pipeline._worker.background
    assert background == Blur(55)
    click(row.reset)
    qtbot.waitUntil(lambda: window.session.config.background == "blur:50")
    window.session.adjust(background="#808080")
    # A slow machine may still show the grey of before the blur.
    qtbot.waitUntil(lambda: not row.isEnabled())
    qtbot.waitUntil(lambda: corner(services) == GREY)


def test_the_slide_duration(open_window: OpenWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(AppConfig(background=str(tmp_path)))
    row = slider_row(adjust_page(window), "slide_seconds")
    assert row.isEnabled()
    press(row.slider, KEY.Key_Home)
    qtbot.waitUntil(lambda: services.backgrounds[-1].slide_seconds == 2)
    window.session.undo()
    qtbot.waitUntil(lambda: window.session.config.slide_seconds == AppConfig.slide_seconds)


def test_a_section_and_then_all_is_reset_in_one_step(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = adjust_page(window)
    edge, light = page.sections[0], page.sections[1]
    for name in ("crispness", "feather", "light_wrap"):
        press(slider_row(page, name).slider, KEY.Key_End)
    assert edge.reset.isVisible()
    click(edge.reset)
    assert window.session.config.look == Look(light_wrap=1)
    assert not edge.reset.isVisible()
    assert light.reset.isVisible()
    window.session.undo()
    assert window.session.config.look == Look(crispness=1, feather=20, light_wrap=1)
    window.session.adjust(threads=3, mirror=False)
    qtbot.waitUntil(lambda: window.session.config.threads == 3)
    click(page.reset)
    qtbot.waitUntil(lambda: window.session.config.threads is None)
    assert window.session.config == AppConfig(background="#808080", size=window.session.config.size)
    assert not page.reset.isEnabled()
    window.session.undo()
    qtbot.waitUntil(lambda: window.session.config.threads == 3)
    assert window.session.config.look == Look(crispness=1, feather=20, light_wrap=1)


def test_a_change_from_outside_is_shown_and_not_sent_back(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    page = adjust_page(window)
    changes: list[AppConfig] = []
    window.session.changed.connect(changes.append)
    # Between two positions of the slider.
    look = Look(scale=0.8765, x=0.1234, flip=True, opacity=0.333)
    window.session.adjust(look=look, fit=Fit.TILE, mirror=False)
    qtbot.waitUntil(lambda: bool(changes))
    step(window, services, qtbot)
    assert len(changes) == 1
    assert window.session.config.look == look
    assert slider_row(page, "scale").value.text() == "88%"
    assert slider_row(page, "x").value.text() == "12% right"
    assert toggle_row(page, "flip").toggle.isChecked()
    assert segmented_row(page, "fit").segments.buttons[3].isChecked()


def test_an_older_value_does_not_move_a_held_slider(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    row = slider_row(adjust_page(window), "opacity")
    QTest.mousePress(row.slider, LEFT, pos=point(row.slider, 0.5))
    held = row.slider.value()
    window.session.adjust_look(opacity=0.9)
    assert row.slider.value() == held
    QTest.mouseRelease(row.slider, LEFT, pos=point(row.slider, 0.5))
    assert row.value.text() == "90%"


def test_closing_the_page_releases_a_held_slider(window: MainWindow) -> None:
    row = slider_row(adjust_page(window), "opacity")
    QTest.mousePress(row.slider, LEFT, pos=point(row.slider, 0.5))
    press(window, KEY.Key_F4)
    press(window, KEY.Key_F4)
    window.session.adjust_look(opacity=0.9)
    assert row.value.text() == "90%"


def test_the_key_opens_and_closes_the_page(window: MainWindow) -> None:
    press(window, KEY.Key_F4)
    assert window.side.current == "Adjust"
    press(window, KEY.Key_F4)
    assert window.side.current == ""


def test_nothing_is_cut_off_at_the_right(window: MainWindow) -> None:
    window.resize(1024, 700)
    page = adjust_page(window)
    for name in ("crispness", "x", "y", "threshold", "grow", "decontaminate"):
        press(slider_row(page, name).slider, KEY.Key_Home)
    process_events()
    seen = page.parentWidget()
    assert seen is not None
    assert page.width() <= seen.width()
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            assert widget.mapTo(page, widget.rect().topRight()).x() < page.width(), widget
            assert widget.width() >= widget.minimumSizeHint().width(), widget


def test_every_focusable_control_has_a_name_and_scrolls_into_view(window: MainWindow) -> None:
    page = adjust_page(window)
    page.presets.combo_box.setFocus()
    seen: list[QWidget] = []
    while (widget := window.focusWidget()) is not None and page.isAncestorOf(widget):
        assert widget not in seen
        seen.append(widget)
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        assert name, widget
        assert not widget.visibleRegion().isEmpty(), name
        press(widget, KEY.Key_Tab)
    rows = [row for section in page.sections for row in section.rows]
    assert all(row.slider in seen for row in rows if isinstance(row, SliderRow) and row.isEnabled())


def test_the_panic_key_works_here_too(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = adjust_page(window)
    for control in (slider_row(page, "scale").slider, toggle_row(page, "flip").toggle, page.presets.combo_box):
        control.setFocus()
        press(control, KEY.Key_Escape)
        assert shown(services).is_slate
        press(control, KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not shown(services).is_slate)


def test_the_camera_frame_can_be_cropped_to_fill_or_be_whole(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    row = segmented_row(adjust_page(window), "whole_frame")
    assert [button.text() for button in row.segments.buttons] == ["Fill", "Whole frame"]
    assert row.segments.buttons[0].isChecked()
    click(row.segments.buttons[1])
    qtbot.waitUntil(lambda: given_look(services).whole_frame)
    window.session.undo()
    qtbot.waitUntil(lambda: not given_look(services).whole_frame)
    assert row.segments.buttons[0].isChecked()


def test_a_hint_says_why_shoulders_end(
    window: MainWindow, services: FakeServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(border_watch, "_BEFORE", 0)
    monkeypatch.setattr(border_watch, "_AFTER", 0)
    note = adjust_page(window).position_note
    usual = note.text()
    assert "drag to move yourself" in usual
    window.session.adjust_look(scale=0.5)
    step(window, services, qtbot)
    assert "ends at the edge of the camera's picture" in note.text()
    assert "reset your size and position" in note.text()
    # The room as it is is cut off too, but nobody is told that they are.
    window.session.adjust(background="none")
    step(window, services, qtbot)
    assert note.text() == usual
    window.session.adjust(background="#808080")
    step(window, services, qtbot)
    assert "ends at the edge" in note.text()
    window.session.adjust_look(scale=1.0)
    step(window, services, qtbot)
    assert note.text() == usual


@pytest.mark.parametrize(("name", "hint"), [("threshold", "parts of you are missing"), ("crispness", "may flicker")])
def test_label_and_slider_have_a_hint(window: MainWindow, name: str, hint: str) -> None:
    row = slider_row(adjust_page(window), name)
    assert hint in row.label.toolTip()
    assert hint in row.slider.toolTip()
