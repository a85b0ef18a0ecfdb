"""A list that folds out, as the whole window has it."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from app.gui.colours import colours
from app.gui.popups import let_panic_through, make_round
from app.gui.style import round_pen

_POPUP_GAP = 4


class Box(QComboBox):
    """Leaves the wheel to what scrolls around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Only a view that is not the style's own follows the style sheet in everything.
        self.setView(QListView(self))
        make_round(self.view().window())
        # Not by the wheel either.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        let_panic_through(self.view(), self)

    def showPopup(self) -> None:
        """Open the list, a little below the box where there is room."""
        super().showPopup()
        popup = self.view().window()
        if popup.y() > self.mapToGlobal(self.rect().topLeft()).y():
            popup.move(popup.x(), popup.y() + _POPUP_GAP)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose nothing: who scrolls past it means the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the arrow, for which a style sheet would need a file."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(round_pen(colours().muted, 2))
        tip = QPointF(self.width() - 19, self.height() / 2 + 2.5)
        painter.drawPolyline(QPolygonF([tip + QPointF(-5, -5), tip, tip + QPointF(5, -5)]))
