"""Rate and latency of the last minute as two thin lines."""

from time import monotonic

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.session.performance import Figures, PerformanceHistory, Point
from app.gui.theme.palette import colours

_INSET = 3.0


class PerformanceGraph(QWidget):
    """Paints once for each figure that it is given, four times a second; says the same in words to screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.course = PerformanceHistory()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Frames a second and latency")

    def sizeHint(self) -> QSize:
        """Return room for a minute."""
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        """Return what is left in a small window."""
        return QSize(80, 24)

    @Slot(object)
    def add(self, figures: Figures) -> None:
        """Take what was measured just now."""
        self.course.add(monotonic(), figures)
        if self.isVisible():
            self.setAccessibleDescription(self.course.words())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a base line, the latency and above it the rate."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, _INSET, 0, -_INSET)
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for lines, colour in ((self.course.latency(), colours().muted), (self.course.fps(), colours().accent)):
            painter.setPen(QPen(QColor(colour), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for line in lines:
                painter.drawPolyline(QPolygonF([_at(point, area) for point in line]))


def _at(point: Point, area: QRectF) -> QPointF:
    return QPointF(area.left() + point.x * area.width(), area.bottom() - point.y * area.height())
