"""What screen readers get: every control has a name and a role, and their actions do what a click or a key does."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.backgrounds.catalogue import title_of
from app.backgrounds.spec import BLUR, ROOM
from app.config import AppConfig
from app.gui.adjust.rows import LabelledRow, SegmentedRow, SliderRow, ToggleRow
from app.gui.backgrounds.tile import Tile
from app.gui.widgets.slider import Slider
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, WELCOME_PAGE
from tests.gui.accessing import act, interface, name, named, value_of, visible
from tests.gui.conftest import OpenWindow, click, press, process_events
from tests.gui.strip import tile

pytestmark = pytest.mark.slow

TOGGLE, PRESS = QAccessibleActionInterface.toggleAction(), QAccessibleActionInterface.pressAction()
MORE, LESS = QAccessibleActionInterface.increaseAction(), QAccessibleActionInterface.decreaseAction()
PAGES = ["", WELCOME_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, ABOUT_PAGE]
Role = QAccessible.Role


def open_page(window: MainWindow, title: str) -> None:
    window.side.open(title)
    heading = window.pages.adjust.advanced.heading
    assert isinstance(heading, QAbstractButton)
    if title == ADJUST_PAGE and not heading.isChecked():
        click(heading)
    process_events()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    qtbot.waitUntil(lambda: not session._tasks._tasks and not session._changes._queue._open)
    session._poller.poll()
    process_events()


def state(window: MainWindow) -> tuple[object, ...]:
    """Return what the controls changed, and what they show."""
    shown = [(name(item), bool(item.state().checked)) for item in visible(window) if item.state().checkable]
    settings, options = window.store.settings, window.session.current_view_options
    return window.session.config, settings, options, window.side.current, window.hide_button.hidden, shown


def assert_shows_the_model(window: MainWindow) -> None:
    """Check that every control shows the value in use."""
    config = window.session.config
    checked_tiles = [found for found in window.gallery.findChildren(Tile) if interface(found).state().checked]
    assert [found.text() for found in checked_tiles] == [title_of(config.background)]
    for row in window.findChildren(ToggleRow):
        assert bool(interface(row.toggle).state().checked) == row.setting.read(config), row.setting.name
    for segmented in window.findChildren(SegmentedRow):
        checked = [button for button in segmented.segments.buttons if interface(button).state().checked]
        assert checked == [segmented.segments.button(segmented.setting.read(config))], segmented.setting.name
    assert bool(interface(window.mirror).state().checked) == config.mirror


def checkable(window: MainWindow) -> list[QAbstractButton]:
    buttons = [item.object() for item in visible(window) if item.state().checkable and not item.state().disabled]
    return [button for button in buttons if isinstance(button, QAbstractButton)]


@pytest.mark.parametrize("title", PAGES)
def test_the_action_of_every_checkable_control_does_what_a_click_does(
    open_window: OpenWindow, config: AppConfig, qtbot: QtBot, title: str
) -> None:
    clicked, acted = open_window(config), open_window(config)
    for window in (clicked, acted):
        open_page(window, title)
    pairs = list(zip(checkable(clicked), checkable(acted), strict=True))
    assert len(pairs) >= 10
    for one, other in pairs:
        for window in (clicked, acted):
            open_page(window, title)
        assert name(interface(one)) == name(interface(other))
        one.click()
        settle(clicked, qtbot)
        act(interface(other), TOGGLE)
        settle(acted, qtbot)
        assert state(acted) == state(clicked), name(interface(one))
        assert_shows_the_model(acted)


@pytest.mark.parametrize(("action", "key"), [(MORE, Qt.Key.Key_Right), (LESS, Qt.Key.Key_Left)])
def test_the_actions_of_every_slider_do_what_the_arrow_keys_do(
    open_window: OpenWindow, config: AppConfig, qtbot: QtBot, action: str, key: Qt.Key
) -> None:
    config = AppConfig(background=BLUR, size=config.size)
    pressed, acted = open_window(config), open_window(config)
    for window in (pressed, acted):
        open_page(window, ADJUST_PAGE)
    pairs = list(zip(pressed.findChildren(Slider), acted.findChildren(Slider), strict=True))
    assert len(pairs) > 10
    for one, other in pairs:
        if one.isEnabled():
            press(one, key)
            act(interface(other), action)
            for window in (pressed, acted):
                settle(window, qtbot)
            assert acted.session.config == pressed.session.config


def test_the_value_of_every_slider_is_the_number_beside_it(window: MainWindow, qtbot: QtBot) -> None:
    window.session.set_background(BLUR)
    open_page(window, ADJUST_PAGE)
    settle(window, qtbot)
    rows = [row for row in window.findChildren(SliderRow) if row.isEnabled()]
    assert len(rows) > 10
    for row in rows:
        item = interface(row.slider)
        for number in (value_of(item).minimumValue(), value_of(item).maximumValue(), value_of(item).currentValue()):
            value_of(item).setCurrentValue(number)
            settle(window, qtbot)
            words = row.value.text()
            assert item.text(QAccessible.Text.Value) == words
            figures = re.search(r"[\d.]+", words)
            if figures:
                assert abs(value_of(item).currentValue()) == pytest.approx(float(figures[0]), abs=0.5), words


def test_half_and_full_size_are_what_a_screen_reader_says(window: MainWindow, qtbot: QtBot) -> None:
    open_page(window, ADJUST_PAGE)
    size = named(window, "Size")
    assert value_of(size).currentValue() == 100.0
    assert size.text(QAccessible.Text.Value) == "100%"
    value_of(size).setCurrentValue(50.0)
    settle(window, qtbot)
    assert value_of(size).currentValue() == pytest.approx(50.0, abs=1)
    assert window.session.config.look.scale == pytest.approx(0.5, abs=0.01)


def test_a_slider_without_effect_takes_no_value(window: MainWindow, qtbot: QtBot) -> None:
    open_page(window, ADJUST_PAGE)
    blur = next(row for row in window.findChildren(SliderRow) if row.setting.name == "blur")
    before = window.session.config
    value_of(interface(blur.slider)).setCurrentValue(10.0)
    settle(window, qtbot)
    assert window.session.config == before
    assert interface(blur.slider).text(QAccessible.Text.Value) == "not blurred"


def test_toggling_blur_blurs_the_room(open_window: OpenWindow, config: AppConfig, qtbot: QtBot) -> None:
    window = open_window(AppConfig(background=ROOM, size=config.size))
    act(interface(tile(window, "Blur")), TOGGLE)
    settle(window, qtbot)
    assert window.session.config.background == BLUR
    assert_shows_the_model(window)


def test_a_background_that_cannot_be_used_is_not_shown_as_in_use(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(config: AppConfig) -> None:
        raise OSError("The disk is gone.")

    before = window.session.config
    monkeypatch.setattr(window.session._services, "background_of", fail)
    act(interface(tile(window, "Blur")), TOGGLE)
    settle(window, qtbot)
    assert window.session.config == before
    assert not interface(tile(window, "Blur")).state().checked


def test_tiles_are_radio_buttons_of_one_group(window: MainWindow) -> None:
    tiles = [interface(found) for found in window.gallery.findChildren(Tile) if found.isCheckable()]
    assert {item.role() for item in tiles} == {Role.RadioButton}
    (group,) = {item.parent().object() for item in tiles}
    assert isinstance(group, QWidget)
    assert (interface(group).role(), name(interface(group))) == (Role.Grouping, "Backgrounds")
    assert interface(tile(window, "Add…")).role() is Role.Button


@pytest.mark.parametrize("title", PAGES)
def test_every_control_has_a_role_and_a_name_of_its_own(window: MainWindow, title: str) -> None:
    open_page(window, title)
    focusable = [item for item in visible(window) if item.state().focusable and item.object() is not window]
    assert len(focusable) > 10
    for item in focusable:
        assert name(item), item
        assert item.role() not in (Role.NoRole, Role.Client), item
    assert [twice for twice, count in Counter(map(name, focusable)).items() if count > 1] == []


def test_what_is_painted_has_a_role_and_a_name(window: MainWindow) -> None:
    open_page(window, WELCOME_PAGE)
    preview, graph = interface(window.preview), interface(window.status_bar.graph)
    assert (preview.role(), name(preview)) == (Role.Graphic, "Preview of what others see")
    assert (graph.role(), name(graph)) == (Role.Chart, "Frames per second and latency")
    mark = interface(window.pages.welcome.camera.badge)
    assert mark.role() is Role.Graphic
    assert name(mark).startswith("1, ")


def test_no_label_of_a_row_is_a_control(window: MainWindow) -> None:
    open_page(window, ADJUST_PAGE)
    rows = window.findChildren(LabelledRow)
    assert rows
    assert all(not interface(row.label).state().focusable for row in rows)


def test_hide_me_says_who_sees_you(window: MainWindow, qtbot: QtBot) -> None:
    def words() -> str:
        return interface(window.hide_button).text(QAccessible.Text.Description)

    until: Callable[[Callable[[], bool]], None] = qtbot.waitUntil
    until(lambda: words() == "Nobody sees you: the virtual camera is off.")
    window.session.set_virtual_camera(True)
    until(lambda: words() == "Others can see you.")
    click(window.hide_button)
    until(lambda: words() == "Others see a still picture.")
    window.session.set_virtual_camera(False)
    until(lambda: words() == "Nobody sees you: the virtual camera is off.")


def test_pressing_a_button_clicks_it(window: MainWindow) -> None:
    act(interface(window.hide_button), PRESS)
    assert window.hide_button.hidden


def test_a_disabled_button_offers_no_action(window: MainWindow) -> None:
    open_page(window, ADJUST_PAGE)
    item: QAccessibleInterface = interface(window.pages.adjust.undo)
    assert not window.pages.adjust.undo.isEnabled()
    assert item.actionInterface().actionNames() == []
