"""Everything that the window shows can be translated: in the language of brackets no word stands outside of them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.adjust.presets import preset_of
from app.gui.adjust.rows import SliderRow
from app.gui.dialogs.file_dialog import _places, child, make_file_dialog
from app.gui.fix.state import LearningStage, RoomLearning
from app.gui.record.job_list import JobRow
from app.gui.record.jobs import JobPhase, RenderJob
from app.gui.session.messages import Message
from app.gui.session.problems import Action
from app.gui.session.view_mode import View
from app.gui.shortcuts import KEYS
from app.gui.widgets.command_block import CommandText
from app.gui.window.banner import Banner
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, WELCOME_PAGE
from app.settings.model import Settings
from tests.gui.adjusting import adjust_page
from tests.gui.conftest import OpenWindow, shown, step
from tests.gui.fakes import FakeServices
from tests.gui.strip import menu_of, open_menu, picture, tiles
from tests.language.pseudo_language import untranslated

pytestmark = pytest.mark.slow

PAGES = (WELCOME_PAGE, ADJUST_PAGE, FIX_PAGE, RECORD_PAGE, SETUP_PAGE, ABOUT_PAGE)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W\d_]+")
# A path, a key or step with a letter, and the object in place of a camera are the same in every language.
_SAME = re.compile(r"/\S+|\b[A-Za-z]\d*\b|<tests\.fakes\..*>")
# So are the names of programs and techniques, of the fakes, and of the files that the tests make.
_NAMES = {
    *("bisenet", "bg", "CPU", "CUDA", "MJPEG", "Zoom", "Meet", "Teams", "Discord"),
    # The languages, each in itself.
    *("English", "xx"),
    *("Front", "Fake", "fake", "small", "middle", "large"),
    *("mine", "Mine", "mp", "png"),
}

Finding = tuple[str, str]


def texts(item: QObject) -> Iterator[str]:
    """Yield all texts of an object that users see or hear."""
    if isinstance(item, QAction):
        yield from (item.text(), item.toolTip(), item.statusTip())
        return
    if not isinstance(item, QWidget):
        return
    yield from (item.accessibleName(), item.accessibleDescription(), item.toolTip(), item.statusTip())
    yield from (item.whatsThis(), item.windowTitle())
    if isinstance(item, QAbstractButton | QLabel):
        yield item.text()
    elif isinstance(item, QComboBox):
        yield item.placeholderText()
        yield from rows(item.model())
    elif isinstance(item, QAbstractItemView) and item.model() is not None:
        yield from rows(item.model())
    elif isinstance(item, QLineEdit):
        yield from (item.text(), item.placeholderText())
    elif isinstance(item, QPlainTextEdit):
        yield from (item.toPlainText(), item.placeholderText())
    elif isinstance(item, QMenu):
        yield item.title()


def rows(model: QAbstractItemModel) -> Iterator[str]:
    """Yield the texts of a list."""
    for row in range(model.rowCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(model.index(row, 0).data(role) or "")


def is_same(item: QObject | None) -> bool:
    """Say whether an object shows commands, or libraries and licences, which are the same in every language."""
    if item is None:
        return False
    return isinstance(item, CommandText) or item.objectName() == "libraries" or is_same(item.parent())


def words(text: str) -> list[str]:
    """Return the words of a text that cannot be translated, and are the same in some language only."""
    left = _SAME.sub("", untranslated(unescape(_TAG.sub("", text))))
    return [word for word in _WORD.findall(left) if word not in _NAMES]


def findings(top: QWidget) -> set[Finding]:
    """Return the untranslated texts of a window and all below it, each with the module of the widget around it."""
    found = set()
    for item in (top, *top.findChildren(QObject)):
        found |= {(module_of(item), text) for text in texts(item) if words(text) and not is_same(item)}
    return found


def module_of(item: QObject | None) -> str:
    """Return the module of the first class of the application around an object."""
    while item is not None and not type(item).__module__.startswith("app."):
        item = item.parent()
    return type(item).__module__


@pytest.fixture
def bracketed(
    pseudo_language: str,
    open_window: OpenWindow,
    services: FakeServices,
    config: AppConfig,
    qtbot: QtBot,
    tmp_path: Path,
) -> MainWindow:
    """A window in the language of brackets, with a background and a preset of the user's own."""
    own = str(picture(tmp_path / "mine.png"))
    window = open_window(
        config, Settings(config=config, welcomed=True, own=(own,), presets={"mine": preset_of(config)})
    )
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    return window


def test_every_page(bracketed: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    adjust_page(bracketed)
    found = set()
    for page in PAGES:
        bracketed.side.open(page)
        step(bracketed, services, qtbot)
        found |= findings(bracketed)
    assert found == set()


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("camera_on", [True, False])
def test_every_state(
    bracketed: MainWindow, services: FakeServices, qtbot: QtBot, hidden: bool, camera_on: bool
) -> None:
    bracketed.session.set_hidden(hidden)
    bracketed.session.set_virtual_camera(camera_on)
    bracketed.session.set_view(View.SPLIT)
    bracketed.session.recorder.toggle("")
    step(bracketed, services, qtbot)
    assert findings(bracketed) == set()


@pytest.mark.parametrize("background", ["blur", "blur:10", "none", "#123456"])
def test_every_background(bracketed: MainWindow, services: FakeServices, qtbot: QtBot, background: str) -> None:
    adjust_page(bracketed)
    bracketed.backgrounds.choose(background)
    step(bracketed, services, qtbot)
    assert findings(bracketed) == set()


def test_every_look(bracketed: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    page = adjust_page(bracketed)
    found = set()
    for row in bracketed.findChildren(SliderRow):
        for position in range(row.slider.minimum(), row.slider.maximum() + 1):
            text = row.slider._words(position)
            found |= {(row.setting.name, text)} if words(text) else set()
    page.presets.save.click()
    page.presets.name_field.setText(page.presets.combo_box.itemText(1))
    found |= findings(page)
    assert found == set()


@pytest.mark.parametrize("action", list(Action))
def test_every_action(pseudo_language: str, qtbot: QtBot, action: Action) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message("", actions=(action,)), waiting=2)
    assert findings(banner) == set()


def test_every_menu(bracketed: MainWindow) -> None:
    bracketed.store.change(removed=("#00b140",))
    found = set()
    for tile in tiles(bracketed)[:-1]:
        open_menu(bracketed, tile.text())
        menu = menu_of(bracketed)
        found |= findings(menu)
        menu.close()
    assert found == set()


@pytest.mark.parametrize("phase", list(JobPhase))
@pytest.mark.parametrize(("done", "total"), [(0, 0), (5, 0), (1, 2), (1, 200), (1, 10000)])
def test_every_phase_of_a_job(pseudo_language: str, qtbot: QtBot, phase: JobPhase, done: int, total: int) -> None:
    job = RenderJob(1, Path("mine.mp4"), "", AppConfig(), phase, Path("mine.mp4"), done, total)
    row = JobRow(job)
    qtbot.addWidget(row)
    row.show_job(job, 60.0)
    assert findings(row) == set()


@pytest.mark.parametrize("stage", list(LearningStage))
@pytest.mark.parametrize("is_known", [True, False])
def test_every_stage_of_learning_the_room(pseudo_language: str, stage: LearningStage, is_known: bool) -> None:
    learning = RoomLearning(stage, 0.0)
    assert not [text for text in (learning.headline(0.0, is_known), learning.note(is_known)) if words(text)]


def test_file_dialog(pseudo_language: str, qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = make_file_dialog(parent, "", str(tmp_path), lambda paths: None)
    # All other texts of the dialog are Qt's own.
    buttons = [child(dialog, QToolButton, name).toolTip() for name in ("listModeButton", "detailModeButton")]
    titles = [title for title, _glyph in _places().values()]
    shown_texts = [*buttons, *titles, *dialog.nameFilters()]
    dialog.deleteLater()
    assert all(shown_texts)
    assert not [text for text in shown_texts if words(text)]


def test_every_shortcut(pseudo_language: str) -> None:
    assert not [key for key in KEYS if words(key.keys) or words(key.tip)]
