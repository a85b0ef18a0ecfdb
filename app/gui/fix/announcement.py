"""Words over the whole preview, for somebody who stands far away."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from app.gui.preview.tool import Tool, Viewport
from app.gui.theme.palette import colours

_RADIUS = 14.0
# Of the area's height, and how much of its width the words may take.
_HEIGHT, _WIDTH = 0.11, 0.9


class TextOverlay(Tool):
    """Shows `text`, and nothing while that is empty."""

    def __init__(self) -> None:
        self.text = ""

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw over the picture."""
        if not self.text:
            return
        area = viewport.area
        card = QPainterPath()
        card.addRoundedRect(area, _RADIUS, _RADIUS)
        painter.save()
        painter.fillPath(card, QColor(colours().surface))
        font = painter.font()
        font.setBold(True)
        font.setPixelSize(max(12, round(area.height() * _HEIGHT)))
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self.text)
        if width > area.width() * _WIDTH:
            font.setPixelSize(max(12, round(font.pixelSize() * area.width() * _WIDTH / width)))
            painter.setFont(font)
        painter.setPen(QColor(colours().text))
        painter.drawText(QRectF(area), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.restore()
