"""Each test begins as if no dialog had been open before, in a home folder of its own."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.dialogs import file_dialog


@pytest.fixture(autouse=True)
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for pictures; there are no other folders of the user's."""
    monkeypatch.setattr(file_dialog, "_MEMORY", file_dialog.Memory())
    folder = tmp_path / "Pictures"
    folder.mkdir()
    for name in ("videos", "downloads", "desktop"):
        monkeypatch.setattr(file_dialog, f"user_{name}_path", lambda name=name: tmp_path / name)
    monkeypatch.setattr(file_dialog, "user_pictures_path", lambda: folder)
    return folder


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A window."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made
