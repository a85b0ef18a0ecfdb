"""Buttons for a file that has just been written: show its folder, copy its path."""

from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.flow import FlowLayout
from app.language import _


class PathActions(QWidget):
    """Opens a file's folder in the file manager, or copies its path; hidden while there is no file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = Path()
        self.show_folder = QPushButton(_("Show in folder"))
        self.show_folder.clicked.connect(self._show_folder)
        self.copy = CopyButton(_("Copy path"))
        for button in (self.show_folder, self.copy):
            button.setProperty("role", "small")
        self.setLayout(FlowLayout(self.show_folder, self.copy, spacing=6))
        self.hide()

    def set_path(self, path: Path | None) -> None:
        """Show the buttons for a file; None hides them."""
        self.setVisible(path is not None)
        if path is not None and path != self._path:
            self._path = path
            self.copy.set_copied_text(str(path))
            self.copy.setAccessibleName(_("Copy the path of {name}").format(name=path.name))
            self.show_folder.setAccessibleName(_("Show {name} in its folder").format(name=path.name))

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
