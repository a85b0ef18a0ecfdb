"""The button that hides the person from others."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.gui.shortcuts import HIDE, SHOW


class HideButton(QPushButton):
    """Says what a click will do.

    Signals:
        wanted: whether others are to see a still picture.
    """

    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden = False
        self.setObjectName("hide")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{HIDE.sequence} hides you at once, {SHOW.sequence} shows you again.")
        self.clicked.connect(lambda: self.wanted.emit(not self.hidden))
        self.show_hidden(False)

    @Slot(bool)
    def show_hidden(self, hidden: bool) -> None:
        """Show how it stands."""
        self.hidden = hidden
        self.setText("Show me again" if hidden else "Hide me")
        self.setAccessibleDescription("Others see a still picture." if hidden else "Others see you.")
