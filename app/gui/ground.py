"""What everything in the window stands on."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

# Room for an open page, before and after and the longest message, all at once.
_LEAST = QSize(1000, 592)


class Ground(QWidget):
    """Asks for room for all that may come, so that no message, page or view makes the window grow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")

    def minimumSizeHint(self) -> QSize:
        """Return the least size in which nothing is cut off, larger where the font is."""
        return super().minimumSizeHint().expandedTo(_LEAST)
