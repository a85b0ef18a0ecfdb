"""One background in the gallery."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.colours import colours
from app.gui.style import RING, round_pen

_PICTURE = QRectF(RING, RING, 132, 74)
_SIZE = QSize(140, 106)
_RADIUS = 9.0


class Tile(QAbstractButton):
    """A thumbnail with a title; checked is the background in use. Without a thumbnail it shows a plus."""

    def __init__(self, title: str, is_action: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_action = is_action
        self.setText(title)
        self.setAccessibleName(title if is_action else f"Background: {title}")
        self.setCheckable(not is_action)
        self.setFixedSize(_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_image(self, image: QImage) -> None:
        """Show a thumbnail."""
        self._image = image
        self.update()

    def nextCheckState(self) -> None:
        """Stay as it is: the mark follows the background in use, not the click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter do what Space does, and leave the arrows to the gallery."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Brighten."""
        self.update()
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        self.update()
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint thumbnail, rings, mark and title."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_picture(painter)
        self._paint_rings(painter)
        if self.isChecked():
            _paint_mark(painter)
        font = self.font()
        font.setPixelSize(12)
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(colours().text if self.isChecked() or self.underMouse() else colours().muted))
        area = QRectF(RING, _PICTURE.bottom() + 6, _PICTURE.width(), 18)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_picture(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._image.isNull():
            painter.setBrush(QColor(colours().hover if self.underMouse() else colours().raised))
        else:
            scale = _PICTURE.width() / self._image.width()
            brush = QBrush(self._image)
            brush.setTransform(QTransform(scale, 0, 0, scale, _PICTURE.left(), _PICTURE.top()))
            painter.setBrush(brush)
        painter.drawRoundedRect(_PICTURE, _RADIUS, _RADIUS)
        if self._is_action:
            painter.setPen(round_pen(colours().text, 2))
            middle = _PICTURE.center()
            painter.drawLine(middle - QPointF(9, 0), middle + QPointF(9, 0))
            painter.drawLine(middle - QPointF(0, 9), middle + QPointF(0, 9))

    def _paint_rings(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours().accent), 3))
            painter.drawRoundedRect(_PICTURE, _RADIUS, _RADIUS)
        else:
            painter.setPen(QPen(QColor(colours().muted if self.underMouse() else colours().line), 1))
            painter.drawRoundedRect(_PICTURE.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(_PICTURE.adjusted(-3, -3, 3, 3), _RADIUS + 3, _RADIUS + 3)


def _paint_mark(painter: QPainter) -> None:
    """Paint a tick in the corner: colour alone would not tell everybody."""
    centre = _PICTURE.topRight() + QPointF(-13, 13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().accent))
    painter.drawEllipse(centre, 9, 9)
    painter.setPen(round_pen(colours().on_accent, 2))
    tick = [QPointF(-3.8, 0.2), QPointF(-1.2, 3.0), QPointF(4.0, -2.8)]
    painter.drawPolyline(QPolygonF([centre + point for point in tick]))
