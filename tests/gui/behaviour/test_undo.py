"""One undo for everything, by mouse and key: checked on the gallery, the settings and the output."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.core.corrections.model import Corrections
from app.factory import background_of
from app.gui.window.main_window import MainWindow
from tests.gui.adjusting import adjust_page, drag, point, slider_row
from tests.gui.conftest import click, corner, press
from tests.gui.fakes import FakeServices
from tests.gui.session.test_change_queue import all_is_me, busy
from tests.gui.strip import choose_entry, drop, files, image, marked, open_menu, paste, picture, tile, titles
from tests.gui.window.test_main_window import says

pytestmark = pytest.mark.slow

RED, GREY, ORANGE, GREEN = (200, 0, 0), (128, 128, 128), (255, 165, 0), (0, 0xB1, 0x40)
KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Undo = Callable[[MainWindow], None]


@pytest.fixture(autouse=True)
def _real_backgrounds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read real files, and keep pasted ones below this test's folder."""
    monkeypatch.setattr("app.gui.backgrounds.clipboard.user_data_path", lambda *_, **__: tmp_path / "data")
    monkeypatch.setattr(FakeServices, "background_of", lambda _, config: background_of(config))


@pytest.fixture
def own(window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot) -> Path:
    """An own picture that is in use."""
    path = picture(tmp_path / "my_garden.png")
    drop(window, files(path))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    return path


def by_key(window: MainWindow) -> None:
    press(window, KEY.Key_Z, CTRL)


def redo(window: MainWindow) -> None:
    press(window, KEY.Key_Z, CTRL | SHIFT)


def by_banner(window: MainWindow) -> None:
    assert window.banner.first_action.text() == "Undo"
    click(window.banner.first_action)


def by_page(window: MainWindow) -> None:
    button: QPushButton = adjust_page(window).undo
    click(button)


def remove(window: MainWindow, title: str) -> None:
    press(tile(window, title), KEY.Key_Delete)


def paste_picture(window: MainWindow, qtbot: QtBot) -> Path:
    data = QMimeData()
    data.setImageData(image())
    paste(window, data)
    qtbot.waitUntil(lambda: marked(window) == ["Pasted 1"])
    return Path(window.store.settings.own[0])


def move_slider(window: MainWindow, share: float) -> None:
    slider = slider_row(adjust_page(window), "opacity").slider
    drag(slider, point(slider, 0.9), point(slider, share))


@pytest.mark.parametrize("second", [by_key, by_page])
@pytest.mark.parametrize("first", [by_key, by_page])
def test_a_removal_and_then_a_slider_are_undone_in_turn(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot, first: Undo, second: Undo
) -> None:
    remove(window, "My garden")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    before = window.session.config.look.opacity
    move_slider(window, 0.2)
    qtbot.waitUntil(lambda: window.session.config.look.opacity != before)
    first(window)
    qtbot.waitUntil(lambda: window.session.config.look.opacity == before)
    assert "My garden" not in titles(window)
    assert marked(window) == ["Blur"]
    second(window)
    qtbot.waitUntil(lambda: marked(window) == ["My garden"])
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    assert list(window.store.settings.own) == [str(own)]
    for _ in range(2):
        redo(window)
    qtbot.waitUntil(lambda: window.session.config.look.opacity != before)
    assert marked(window) == ["Blur"]
    assert list(window.store.settings.own) == []


@pytest.mark.parametrize("undo", [by_key, by_banner, by_page])
def test_a_removal_in_use_is_one_step(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot, undo: Undo
) -> None:
    remove(window, "My garden")
    qtbot.waitUntil(lambda: says(window) == "My garden was removed.")
    undo(window)
    qtbot.waitUntil(lambda: marked(window) == ["My garden"])
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    qtbot.waitUntil(lambda: not says(window))
    redo(window)
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    assert "My garden" not in titles(window)


def test_the_banner_never_undoes_something_else(window: MainWindow, qtbot: QtBot) -> None:
    remove(window, "Green")
    qtbot.waitUntil(lambda: says(window) == "Green was removed.")
    click(window.mirror)
    qtbot.waitUntil(lambda: not says(window))
    by_key(window)
    by_key(window)
    assert list(window.store.settings.removed) == []


def test_adding_is_one_step(window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot) -> None:
    by_key(window)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    assert list(window.store.settings.own) == []
    assert "My garden" not in titles(window)
    redo(window)
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    assert list(window.store.settings.own) == [str(own)]
    assert marked(window) == ["My garden"]


def test_a_favourite_key_is_undone(window: MainWindow) -> None:
    before = window.store.settings.favourites
    tile(window, "Green").setFocus()
    press(window, KEY.Key_4, CTRL)
    assert window.store.settings.favourites[3] == "#00b140"
    by_key(window)
    assert window.store.settings.favourites == before
    redo(window)
    assert window.store.settings.favourites[3] == "#00b140"


def test_showing_all_bundled_ones_again_is_undone(window: MainWindow) -> None:
    remove(window, "Green")
    open_menu(window, "Slate")
    choose_entry(window, "Restore bundled")
    assert not window.store.settings.removed
    by_key(window)
    assert list(window.store.settings.removed) == ["#00b140"]
    by_key(window)
    assert not window.store.settings.removed


def test_a_background_that_is_not_kept_comes_back_too(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: marked(window) == ["#808080"])
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    remove(window, "#808080")
    assert "#808080" not in titles(window)
    by_key(window)
    assert "#808080" in titles(window)
    by_key(window)
    qtbot.waitUntil(lambda: marked(window) == ["#808080"])


def test_quick_removals_are_undone_one_by_one(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    """The second is asked for while the first still waits for another background."""
    with busy(window, services):
        remove(window, "My garden")
        remove(window, "Green")
    qtbot.waitUntil(lambda: window.store.settings.removed == ("#00b140",))
    assert list(window.store.settings.own) == []
    by_key(window)
    assert (window.store.settings.own, window.store.settings.removed) == ((), ())
    by_key(window)
    qtbot.waitUntil(lambda: window.store.settings.own == (str(own),))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)


def test_an_undo_to_a_file_that_is_gone_says_so_and_goes_on(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    own.unlink()
    by_key(window)
    qtbot.waitUntil(lambda: says(window).startswith("This step can no longer be undone. "))
    assert "my_garden.png" in says(window)
    assert window.session.config.background == "#00b140"
    page = adjust_page(window)
    assert page.undo.isEnabled()
    assert not page.redo.isEnabled()
    by_key(window)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    assert list(window.store.settings.own) == []
    assert not page.undo.isEnabled()
    redo(window)
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    assert not page.redo.isEnabled()


def test_a_removed_tile_comes_back_even_if_its_file_is_gone(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    remove(window, "My garden")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    own.unlink()
    by_key(window)
    qtbot.waitUntil(lambda: "can no longer be undone" in says(window))
    assert marked(window) == ["Blur"]
    assert list(window.store.settings.own) == [str(own)]
    redo(window)
    assert list(window.store.settings.own) == []
    assert marked(window) == ["Blur"]


def test_a_removal_brings_no_marks_to_another_camera(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    window.session.adjust(corrections=all_is_me(services))
    qtbot.waitUntil(lambda: corner(services) == RED)
    window.session.adjust(corrections=Corrections())
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    remove(window, "My garden")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    with busy(window, services):
        window.session.set_camera("demo")
        for _ in range(4):
            by_key(window)
    qtbot.waitUntil(lambda: window.session.config.background == "#808080")
    assert window.session.config.camera == "demo"
    assert window.session.config.corrections.always is None
    qtbot.waitUntil(lambda: corner(services) == GREY)


def test_a_restart_leaves_no_marks_to_an_undo_under_way(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    window.session.adjust(corrections=all_is_me(services))
    qtbot.waitUntil(lambda: corner(services) == RED)
    window.session.adjust(background="#00b140", corrections=Corrections())
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    with busy(window, services):
        by_key(window)
        window.session.restart()
    qtbot.waitUntil(lambda: window.session.config.background == str(own))
    assert window.session.config.corrections.always is None


def test_resetting_the_settings_forgets_the_edits(window: MainWindow) -> None:
    remove(window, "Green")
    window.store.forget()
    by_key(window)
    redo(window)
    assert list(window.store.settings.removed) == []


def test_a_pasted_file_is_kept_while_an_undo_can_bring_it_back(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    path = paste_picture(window, qtbot)
    remove(window, "Pasted 1")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    for _ in range(2):
        by_key(window)
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    window.close()
    assert path.exists()


def test_a_removed_pasted_file_is_deleted_at_the_end(window: MainWindow, qtbot: QtBot) -> None:
    path = paste_picture(window, qtbot)
    remove(window, "Pasted 1")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    assert path.exists()
    window.close()
    assert not path.exists()


def test_a_removed_pasted_file_that_the_next_start_opens_is_kept(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    path = paste_picture(window, qtbot)
    click(tile(window, "None"))
    qtbot.waitUntil(lambda: marked(window) == ["None"])
    remove(window, "Pasted 1")
    qtbot.waitUntil(lambda: "Pasted 1" not in titles(window))
    assert window.store.settings.config.background == str(path)
    window.close()
    assert path.exists()
