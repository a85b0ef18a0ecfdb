"""Where dialogs begin, and which keys they leave alone."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.gui.shortcuts import HIDE
from app.gui.widgets import dialogs
from app.gui.widgets.dialogs import pick_files, pick_folder, pictures_folder


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A window."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def opened(parent: QWidget) -> QFileDialog:
    """Return the open dialog."""
    found = parent.findChild(QFileDialog)
    assert isinstance(found, QFileDialog)
    return found


@pytest.mark.parametrize("pick", [pick_files, pick_folder])
def test_a_file_dialog_begins_in_pictures(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pick: object
) -> None:
    monkeypatch.setattr(dialogs, "user_pictures_path", lambda: tmp_path)
    assert callable(pick)
    pick(parent, "Title", print)
    dialog = opened(parent)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    actions = dialog.findChildren(QAction)
    assert actions
    assert QKeySequence(HIDE.sequence) not in [action.shortcut() for action in actions]
    dialog.reject()


def test_without_a_folder_for_pictures_it_begins_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "user_pictures_path", lambda: tmp_path / "gone")
    assert pictures_folder() == Path.home()


def test_a_folder_dialog_begins_where_it_is_told(parent: QWidget, tmp_path: Path) -> None:
    pick_folder(parent, "Title", print, start=str(tmp_path))
    dialog = opened(parent)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.reject()
