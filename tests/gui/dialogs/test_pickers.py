"""Where dialogs begin, and which keys they leave alone."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.file_chooser import FileQuery
from app.gui.dialogs import file_dialog
from app.gui.dialogs.file_dialog import pictures_folder
from app.gui.dialogs.pickers import pick_files, pick_folder, use_desktop_dialog
from app.gui.shortcuts import HIDE
from tests.gui.dialogs.opened import folder_of, opened

Queries = list[tuple[FileQuery, Callable[[Sequence[str] | None], object]]]


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


@pytest.fixture
def desktop_queries() -> Iterator[Queries]:
    """The dialogs that the desktop was asked to open, and what takes their results."""
    queries: Queries = []
    use_desktop_dialog(lambda query, take: queries.append((query, take)))
    yield queries
    use_desktop_dialog(None)


def test_the_desktop_opens_its_own_dialog(parent: QWidget, desktop_queries: Queries) -> None:
    chosen: list[Sequence[str]] = []
    pick_files(parent, "Add pictures", chosen.append)
    pick_folder(parent, "Choose a folder", chosen.append, start="/tmp")
    (files, take_files), (folder, take_folder) = desktop_queries
    assert (files.title, files.folder, folder.folder, folder.start) == ("Add pictures", False, True, "/tmp")
    assert not parent.findChildren(QFileDialog)
    take_files(["/tmp/a.png"])
    # Cancelled.
    take_folder([])
    assert chosen == [["/tmp/a.png"]]


def test_the_built_in_dialog_opens_where_the_desktop_fails(parent: QWidget, desktop_queries: Queries) -> None:
    pick_files(parent, "Add pictures", lambda paths: None)
    desktop_queries[0][1](None)
    dialog = opened(parent)
    assert dialog.windowTitle() == "Add pictures"
    dialog.reject()
