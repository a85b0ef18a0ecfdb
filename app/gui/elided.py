"""A line of words that ends in "…" where there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOption, QWidget

_LEAST = 60


class ElidedLabel(QLabel):
    """Asks for room for all of its words and takes less; `text()` stays whole."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """Return what a few letters take."""
        whole = super().minimumSizeHint()
        return QSize(min(_LEAST, whole.width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as fits, on the style sheet's ground."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        inside = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width())
        self.style().drawItemText(
            painter, inside, int(self.alignment().value), option.palette, self.isEnabled(), text, self.foregroundRole()
        )
