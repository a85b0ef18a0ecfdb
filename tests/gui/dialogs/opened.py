"""Reading an open file dialog."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.dialogs.file_model import FileModel


def opened(parent: QWidget) -> QFileDialog:
    """Return the open dialog."""
    found = next(dialog for dialog in parent.findChildren(QFileDialog) if dialog.isVisible())
    assert isinstance(found, QFileDialog)
    return found


def folder_of(dialog: QFileDialog) -> Path:
    """Return the folder that a dialog shows."""
    return Path(dialog.directory().absolutePath())


def model_of(dialog: QFileDialog) -> FileModel:
    """Return the model of a dialog."""
    found = dialog.findChild(FileModel)
    assert isinstance(found, FileModel)
    return found


def names_in(dialog: QFileDialog) -> list[str]:
    """Return the names that a dialog shows, in their order."""
    model = model_of(dialog)
    folder = model.mapFromSource(model.files.index(dialog.directory().absolutePath()))
    return [str(model.index(row, 0, folder).data()) for row in range(model.rowCount(folder))]
