"""Where dialogs begin, and which keys they leave alone."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.dialogs import file_dialog
from app.gui.dialogs.file_dialog import pictures_folder
from app.gui.dialogs.pickers import pick_files, pick_folder
from app.gui.shortcuts import HIDE
from tests.gui.dialogs.opened import folder_of, opened


@pytest.mark.parametrize("pick", [pick_files, pick_folder])
def test_a_file_dialog_begins_in_pictures(parent: QWidget, pictures: Path, pick: object) -> None:
    assert callable(pick)
    pick(parent, "Title", print)
    dialog = opened(parent)
    assert folder_of(dialog) == pictures
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    actions = dialog.findChildren(QAction)
    assert actions
    assert QKeySequence(HIDE.sequence) not in [action.shortcut() for action in actions]
    dialog.reject()


def test_without_a_folder_for_pictures_it_begins_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_dialog, "user_pictures_path", lambda: tmp_path / "gone")
    assert pictures_folder() == Path.home()


def test_a_folder_dialog_begins_where_it_is_told(parent: QWidget, tmp_path: Path) -> None:
    pick_folder(parent, "Title", print, start=str(tmp_path))
    dialog = opened(parent)
    assert folder_of(dialog) == tmp_path
    dialog.reject()
