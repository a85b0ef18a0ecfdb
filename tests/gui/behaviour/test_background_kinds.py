"""A kind of background that is added by a row in each table works in the whole window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.factory import background_of
from app.gui.record.jobs import target_name
from app.gui.window.main_window import MainWindow
from app.settings.portable import lasting
from tests.gui.conftest import corner, press
from tests.gui.fakes import FakeServices
from tests.gui.strip import choose_entry, marked, open_menu, picture, tile
from tests.own_background import add_grey

GREY, ORANGE_WITHOUT_COLOUR = (128, 128, 128), (140, 140, 140)
CTRL = Qt.KeyboardModifier.ControlModifier


def test_it_is_used_shown_in_the_gallery_undone_kept_and_remembered(
    window: MainWindow, services: FakeServices, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_grey(monkeypatch)
    monkeypatch.setattr(FakeServices, "background_of", lambda _, config: background_of(config))
    monkeypatch.chdir(picture(tmp_path / "my_garden.png").parent)
    window.session.set_background("grey:my_garden.png")
    qtbot.waitUntil(lambda: corner(services) == ORANGE_WITHOUT_COLOUR)
    qtbot.waitUntil(lambda: marked(window) == ["My garden"])
    orange = QColor("orange")
    qtbot.waitUntil(lambda: tile(window, "My garden").grab().toImage().pixelColor(40, 40) == orange)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    press(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: corner(services) == ORANGE_WITHOUT_COLOUR)
    open_menu(window, "My garden")
    choose_entry(window, "Keep in the gallery")
    absolute = f"grey:{tmp_path / 'my_garden.png'}"
    assert window.store.settings.own == (absolute,)
    press(window, Qt.Key.Key_9, CTRL)
    assert window.store.settings.favourites[8] == absolute
    assert lasting(window.store.settings.config).background == absolute
    assert target_name(Path("me.mp4"), window.session.config.background) == "me on my_garden.mp4"
