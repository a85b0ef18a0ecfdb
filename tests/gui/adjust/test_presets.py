"""Presets are chosen, saved, updated and deleted in the page; what others see follows in one step."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.look import Look
from app.core.types import Fit
from app.gui.adjust.preset_model import LONGEST_NAME, STARTERS, cleaned, current, names
from app.gui.adjust.presets import PresetBox
from app.gui.window.main_window import MainWindow
from app.settings.model import Preset
from tests.gui.adjusting import adjust_page
from tests.gui.conftest import click, corner, person, press, shown
from tests.gui.fakes import FakeServices

KEY = Qt.Key
GREY, WHITE, RED = (128, 128, 128), (255, 255, 255), (200, 0, 0)
GHOST = Preset(Look(opacity=0.0), "#ffffff", Fit.TILE)


def presets(window: MainWindow) -> PresetBox:
    """Open the page and return its presets."""
    return adjust_page(window).presets


def pick(box: PresetBox, name: str) -> None:
    """Pick a preset by keyboard."""
    box.box.setFocus()
    press(box.box, KEY.Key_Home)
    while box.box.currentText() != name:
        press(box.box, KEY.Key_Down)


def save(box: PresetBox, name: str) -> None:
    """Save what is in use by keyboard."""
    box.save.setFocus()
    press(box.save, KEY.Key_Space)
    QTest.keyClicks(box.field, name)
    press(box.field, KEY.Key_Return)
    QCoreApplication.processEvents()


def test_a_preset_is_chosen_and_undone_in_one_step(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Ghost": GHOST})
    box = presets(window)
    # "Ghost" comes first, so that one step down and one up choose it.
    box.box.setFocus()
    press(box.box, KEY.Key_Home)
    qtbot.waitUntil(lambda: corner(services) == WHITE and person(services) == WHITE)
    assert window.session.config.fit is Fit.TILE
    assert box.box.currentText() == "Ghost"
    window.session.undo()
    qtbot.waitUntil(lambda: corner(services) == GREY)
    qtbot.waitUntil(lambda: person(services) == RED)
    assert services.backgrounds[-1].fit is Fit.COVER
    assert box.box.currentText() == "Meeting"


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_leaves_the_background(window: MainWindow, services: FakeServices, qtbot: QtBot, name: str) -> None:
    box = presets(window)
    pick(box, name)
    qtbot.waitUntil(lambda: services.segmenters[-1].look == STARTERS[name])
    assert window.session.config.background == "#808080"
    assert not box.delete.isEnabled()


def test_what_is_in_use_is_saved_under_a_name(window: MainWindow, services: FakeServices) -> None:
    box = presets(window)
    window.session.adjust_look(opacity=0.5)
    save(box, "  Half   there ")
    assert window.store.settings.presets == {"Half there": Preset(Look(opacity=0.5), "#808080", Fit.COVER)}
    assert box.box.currentText() == "Half there"
    assert not box.field.isVisible()


def test_nothing_is_saved_without_a_name(window: MainWindow) -> None:
    box = presets(window)
    click(box.save)
    assert not box.confirm.isEnabled()
    QTest.keyClicks(box.field, "  ")
    press(box.field, KEY.Key_Return)
    assert not window.store.settings.presets
    assert box.field.isVisible()
    click(box.cancel)
    assert not box.field.isVisible()


def test_an_existing_name_is_replaced_after_the_button_says_so(window: MainWindow) -> None:
    window.store.change(presets={"Ghost": GHOST})
    box = presets(window)
    click(box.save)
    QTest.keyClicks(box.field, "Ghos")
    assert box.confirm.text() == "Save"
    QTest.keyClicks(box.field, "t")
    assert box.confirm.text() == "Replace"
    click(box.confirm)
    assert window.store.settings.presets == {"Ghost": Preset(Look(), "#808080", Fit.COVER)}


def test_escape_closes_the_field_and_hides_all_the_same(window: MainWindow, services: FakeServices) -> None:
    box = presets(window)
    click(box.save)
    QTest.keyClicks(box.field, "Some")
    press(box.field, KEY.Key_Escape)
    assert shown(services).is_slate
    assert not box.field.isVisible()
    assert not window.store.settings.presets


def test_a_preset_is_updated_once_it_has_been_changed(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Ghost": GHOST, "Other": Preset(Look(), "#000000")})
    box = presets(window)
    pick(box, "Ghost")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    assert not box.update_it.isEnabled()
    window.session.adjust_look(opacity=0.25)
    assert box.box.currentText() == "Ghost"
    assert box.changed.text() == "changed"
    click(box.update_it)
    assert window.store.settings.presets["Ghost"] == Preset(Look(opacity=0.25), "#ffffff", Fit.TILE)
    assert box.changed.text() == ""
    assert not box.update_it.isEnabled()


def test_a_preset_is_deleted(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Ghost": GHOST})
    box = presets(window)
    pick(box, "Ghost")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    box.delete.setFocus()
    press(box.delete, KEY.Key_Space)
    assert not window.store.settings.presets
    assert box.box.findText("Ghost") == -1
    assert box.box.currentIndex() == -1
    assert box.box.hasFocus()
    assert corner(services) == WHITE


def test_a_preset_whose_picture_is_gone_is_told_and_changes_nothing(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.store.change(presets={"Gone": Preset(Look(opacity=0), "gone.png")})
    box = presets(window)
    pick(box, "Gone")
    qtbot.waitUntil(window.banner.isVisible)
    assert (corner(services), person(services)) == (GREY, RED)
    assert box.box.currentText() == "Meeting"


def test_the_panic_key_works_in_the_open_list(window: MainWindow, services: FakeServices) -> None:
    box = presets(window).box
    box.showPopup()
    assert QApplication.activePopupWidget() is not None
    press(box.view(), KEY.Key_Escape)
    assert shown(services).is_slate
    box.hidePopup()


def test_a_name_stays_short(window: MainWindow) -> None:
    box = presets(window)
    save(box, "n" * 60)
    assert list(window.store.settings.presets) == ["n" * LONGEST_NAME]
    assert cleaned(" a  b ") == "a b"


def test_own_presets_come_first_and_take_a_starters_name() -> None:
    own = {"zoo": GHOST, "Meeting": GHOST, "apes": GHOST}
    assert names(own) == ["apes", "Meeting", "zoo", "Close-up", "Presenter", "In the scene"]


def test_the_last_one_is_in_use_until_another_matches() -> None:
    own = {"Ghost": GHOST, "Twin": GHOST}
    ghostly = AppConfig(background=GHOST.background, fit=GHOST.fit, look=GHOST.look)
    assert current("", own, ghostly) == "Ghost"
    assert current("Twin", own, ghostly) == "Twin"
    assert current("Twin", own, AppConfig()) == "Meeting"
    assert current("Twin", own, AppConfig(look=Look(x=0.5))) == "Twin"
    assert current("Deleted", own, AppConfig(look=Look(x=0.5))) == ""
