"""Scrolling a widget into view, and arrow buttons for areas that scroll sideways."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.gui.widgets.painted import Painted

_SIZE = QSize(32, 32)
# Between a button and the content.
_BESIDE = 4
# Share of the visible width that one click scrolls by.
_STEP = 0.8


def scroll_into_view(widget: QWidget) -> None:
    """Scroll every area around the widget in which it is not completely visible."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            place = QRect(widget.mapTo(area.viewport(), QPoint()), widget.size())
            if not area.viewport().rect().contains(place):
                area.ensureWidgetVisible(widget)
        area = area.parentWidget()


class ScrollArrows:
    """A button at each end of an area, beside its content, for a mouse without a wheel.

    The buttons have their room only while the content does not fit, and each is visible while there is more beyond
    its end.

    Args:
        area: to scroll.
        middle: distance from the top of the area to the centres of the buttons, in points.
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
        """Position the buttons; call it again after the area is resized."""
        bar = self._area.horizontalScrollBar()
        content = self._area.widget()
        fits = content is None or content.minimumSizeHint().width() <= self._area.width()
        room = 0 if fits else _SIZE.width() + _BESIDE
        if self._area.viewportMargins().left() != room:
            self._area.setViewportMargins(room, 0, room, 0)
        top = self._middle - _SIZE.height() // 2
        self.left.move(0, top)
        self.right.move(self._area.width() - _SIZE.width(), top)
        self.left.setVisible(bar.value() > bar.minimum())
        self.right.setVisible(bar.value() < bar.maximum())
        for arrow in (self.left, self.right):
            arrow.raise_()

    def _scroll(self, direction: int) -> None:
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.value() + round(direction * _STEP * self._area.viewport().width()))


class _Arrow(Painted, QAbstractButton):
    """Chevron on a disc. Takes no focus, since the arrow keys already move along the content."""

    scrolled = Signal(int)

    def __init__(self, parent: QScrollArea, direction: int) -> None:
        super().__init__(parent)
        self._direction = direction
        self.setAccessibleName("Scroll left" if direction < 0 else "Scroll right")
        self.setFixedSize(_SIZE)
        self.make_interactive(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda: self.scrolled.emit(direction))

    def paint(self, painter: QPainter) -> None:
        """Paint the chevron on its disc."""
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.setBrush(QColor(colours().hover if self.underMouse() else colours().raised))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setPen(round_pen(colours().text, 2))
        centre, reach = QRectF(self.rect()).center(), self._direction * 3.0
        points = [QPointF(-reach, -6), QPointF(reach, 0), QPointF(-reach, 6)]
        painter.drawPolyline(QPolygonF([centre + point for point in points]))
