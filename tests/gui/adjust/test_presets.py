"""Presets are chosen, saved, updated and deleted; the composite follows in one step."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.look import Look
from app.core.types import Fit
from app.gui.adjust.presets import (
    BUILT_IN,
    MAX_NAME_LENGTH,
    PresetPanel,
    clean_name,
    current_preset,
    preset_names,
)
from app.gui.window.main_window import MainWindow
from app.language import _, use_language
from app.settings.model import Preset
from tests.gui.adjusting import adjust_page
from tests.gui.conftest import click, corner, person, press, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

KEY = Qt.Key
GREY, WHITE, RED = (128, 128, 128), (255, 255, 255), (200, 0, 0)
GHOST = Preset(Look(opacity=0.0), "#ffffff", Fit.TILE)


def presets(window: MainWindow) -> PresetPanel:
    """Open the page and return its preset panel."""
    return adjust_page(window).presets


def pick(panel: PresetPanel, name: str) -> None:
    """Pick a preset by keyboard."""
    panel.combo_box.setFocus()
    press(panel.combo_box, KEY.Key_Home)
    while panel.combo_box.currentText() != name:
        press(panel.combo_box, KEY.Key_Down)


def save(panel: PresetPanel, name: str) -> None:
    """Save the current settings by keyboard."""
    panel.save.setFocus()
    press(panel.save, KEY.Key_Space)
    QTest.keyClicks(panel.name_field, name)
    press(panel.name_field, KEY.Key_Return)
    QCoreApplication.processEvents()


def test_a_preset_is_chosen_and_undone_in_one_step(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Ghost": GHOST})
    panel = presets(window)
    # "Ghost" comes first.
    panel.combo_box.setFocus()
    press(panel.combo_box, KEY.Key_Home)
    qtbot.waitUntil(lambda: corner(services) == WHITE and person(services) == WHITE)
    assert window.session.config.fit is Fit.TILE
    assert panel.combo_box.currentText() == "Ghost"
    window.session.undo()
    qtbot.waitUntil(lambda: corner(services) == GREY)
    qtbot.waitUntil(lambda: person(services) == RED)
    assert services.backgrounds[-1].fit is Fit.COVER
    assert panel.combo_box.currentText() == "Meeting"


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_preset_keeps_the_background(
    window: MainWindow, services: FakeServices, qtbot: QtBot, name: str
) -> None:
    panel = presets(window)
    pick(panel, name)
    qtbot.waitUntil(lambda: services.segmenters[-1].look == BUILT_IN[name])
    assert window.session.config.background == "#808080"
    assert not panel.delete.isEnabled()


def test_the_current_settings_are_saved_under_a_name(window: MainWindow, services: FakeServices) -> None:
    panel = presets(window)
    window.session.adjust_look(opacity=0.5)
    save(panel, "  Half   there ")
    assert window.store.settings.presets == {"Half there": Preset(Look(opacity=0.5), "#808080", Fit.COVER)}
    assert panel.combo_box.currentText() == "Half there"
    assert not panel.name_field.isVisible()


def test_nothing_is_saved_without_a_name(window: MainWindow) -> None:
    panel = presets(window)
    click(panel.save)
    assert not panel.confirm.isEnabled()
    QTest.keyClicks(panel.name_field, "  ")
    press(panel.name_field, KEY.Key_Return)
    assert not window.store.settings.presets
    assert panel.name_field.isVisible()
    click(panel.cancel)
    assert not panel.name_field.isVisible()


def test_an_existing_name_is_replaced_after_the_button_says_so(window: MainWindow) -> None:
    window.store.change(presets={"Ghost": GHOST})
    panel = presets(window)
    click(panel.save)
    QTest.keyClicks(panel.name_field, "Ghos")
    assert panel.confirm.text() == "Save"
    QTest.keyClicks(panel.name_field, "t")
    assert panel.confirm.text() == "Replace"
    click(panel.confirm)
    assert window.store.settings.presets == {"Ghost": Preset(Look(), "#808080", Fit.COVER)}


def test_escape_closes_the_form_and_then_hides_the_person(window: MainWindow, services: FakeServices) -> None:
    panel = presets(window)
    click(panel.save)
    QTest.keyClicks(panel.name_field, "Some")
    press(panel.name_field, KEY.Key_Escape)
    assert not shown(services).is_slate
    assert not panel.name_field.isVisible()
    assert not window.store.settings.presets
    press(window, KEY.Key_Escape)
    assert shown(services).is_slate


def test_a_modified_preset_is_updated(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Ghost": GHOST, "Other": Preset(Look(), "#000000")})
    panel = presets(window)
    pick(panel, "Ghost")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    assert not panel.update_current.isEnabled()
    window.session.adjust_look(opacity=0.25)
    assert panel.combo_box.currentText() == "Ghost"
    assert panel.modified.text() == "modified"
    click(panel.update_current)
    assert window.store.settings.presets["Ghost"] == Preset(Look(opacity=0.25), "#ffffff", Fit.TILE)
    assert panel.modified.text() == ""
    assert not panel.update_current.isEnabled()


def test_a_preset_is_deleted(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Ghost": GHOST})
    panel = presets(window)
    pick(panel, "Ghost")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    panel.delete.setFocus()
    press(panel.delete, KEY.Key_Space)
    assert not window.store.settings.presets
    assert panel.combo_box.findText("Ghost") == -1
    assert panel.combo_box.currentIndex() == -1
    assert panel.combo_box.hasFocus()
    assert corner(services) == WHITE


def test_a_preset_whose_picture_is_missing_is_reported_and_changes_nothing(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.store.change(presets={"Gone": Preset(Look(opacity=0), "gone.png")})
    panel = presets(window)
    pick(panel, "Gone")
    qtbot.waitUntil(window.banner.isVisible)
    assert (corner(services), person(services)) == (GREY, RED)
    assert panel.combo_box.currentText() == "Meeting"


def test_a_preset_never_shows_the_room(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.store.change(presets={"Room": Preset(Look(scale=0.5), "none", Fit.COVER)})
    panel = presets(window)
    panel.combo_box.setFocus()
    press(panel.combo_box, KEY.Key_Home)
    qtbot.waitUntil(lambda: window.session.config.look.scale == 0.5)
    assert window.session.config.background == "#808080"
    assert panel.combo_box.currentText() == "Room"


def test_a_long_name_is_cut(window: MainWindow) -> None:
    panel = presets(window)
    save(panel, "n" * 60)
    assert list(window.store.settings.presets) == ["n" * MAX_NAME_LENGTH]
    assert clean_name(" a  b ") == "a b"


def test_own_presets_come_first_and_replace_built_in_ones() -> None:
    own = {"zoo": GHOST, "Meeting": GHOST, "apes": GHOST}
    assert preset_names(own) == ["apes", "Meeting", "zoo", "Close-up", "Presenter", "Blend in"]


def test_the_last_preset_is_current_until_another_matches() -> None:
    own = {"Ghost": GHOST, "Twin": GHOST}
    ghostly = AppConfig(background=GHOST.background, fit=GHOST.fit, look=GHOST.look)
    assert current_preset("", own, ghostly) == "Ghost"
    assert current_preset("Twin", own, ghostly) == "Twin"
    assert current_preset("Twin", own, AppConfig()) == "Meeting"
    assert current_preset("Twin", own, AppConfig(look=Look(x=0.5))) == "Twin"
    assert current_preset("Deleted", own, AppConfig(look=Look(x=0.5))) == ""


def test_titles_follow_a_preset_of_the_same_name_as_a_built_in_one(window: MainWindow) -> None:
    use_language("es")
    try:
        panel = presets(window)
        window.store.change(presets={"Meeting": GHOST})
        assert panel.combo_box.itemText(0) == "Meeting"
        window.store.change(presets={})
        assert panel.combo_box.itemText(0) == _("Meeting") != "Meeting"
    finally:
        use_language("en")


def test_a_name_decides_which_preset_is_replaced() -> None:
    use_language("es")
    try:
        assert preset_names({_("Meeting"): GHOST}) == [_("Meeting"), *BUILT_IN]
        assert preset_names({"Meeting": GHOST}) == list(BUILT_IN)
    finally:
        use_language("en")
