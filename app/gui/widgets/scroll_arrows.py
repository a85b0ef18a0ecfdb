"""Buttons over both ends of what scrolls sideways, for a mouse without a wheel."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen

_SIZE = QSize(32, 32)
# Of what is in sight, by a click.
_STEP = 0.8


class ScrollArrows:
    """A button at each end of an area, there while something lies beyond it.

    Args:
        area: what they scroll.
        middle: how far below the area's top the middles of the buttons are, in points.
    """

    def __init__(self, area: QScrollArea, middle: int) -> None:
        self._area = area
        self._middle = middle
        self.left, self.right = _Arrow(area, -1), _Arrow(area, 1)
        for arrow in (self.left, self.right):
            arrow.scrolled.connect(self._scroll)
        bar = area.horizontalScrollBar()
        bar.valueChanged.connect(self.place)
        bar.rangeChanged.connect(self.place)
        self.place()

    def place(self) -> None:
        """Put them where they belong; called again when the area has another size."""
        bar = self._area.horizontalScrollBar()
        top = self._middle - _SIZE.height() // 2
        self.left.move(2, top)
        self.right.move(self._area.width() - _SIZE.width() - 2, top)
        self.left.setVisible(bar.value() > bar.minimum())
        self.right.setVisible(bar.value() < bar.maximum())
        for arrow in (self.left, self.right):
            arrow.raise_()

    def _scroll(self, direction: int) -> None:
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.value() + round(direction * _STEP * self._area.viewport().width()))


class _Arrow(QAbstractButton):
    """Takes no focus: the arrow keys move along the tiles themselves."""

    scrolled = Signal(int)

    def __init__(self, parent: QScrollArea, direction: int) -> None:
        super().__init__(parent)
        self._direction = direction
        self.setAccessibleName("Scroll left" if direction < 0 else "Scroll right")
        self.setFixedSize(_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.scrolled.emit(direction))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Brighten."""
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a chevron on a disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.setBrush(QColor(colours().hover if self.underMouse() else colours().raised))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setPen(round_pen(colours().text, 2))
        middle, reach = QRectF(self.rect()).center(), self._direction * 3.0
        points = [QPointF(-reach, -6), QPointF(reach, 0), QPointF(-reach, 6)]
        painter.drawPolyline(QPolygonF([middle + point for point in points]))
