"""The small marks on a background's tile, drawn over its picture."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from app.gui.imaging.thumbnails import Badge
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen

# They lie on pictures of any colour, so they bring their own ground.
_GROUND, _ON_GROUND = QColor(12, 16, 22, 190), "#ffffff"
_INSET = 5.0
_SIDE = 18.0


def paint_tick(painter: QPainter, picture: QRectF) -> None:
    """Paint a tick in the corner: colour alone would not tell everybody."""
    centre = picture.topRight() + QPointF(-13, 13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().accent))
    painter.drawEllipse(centre, 9, 9)
    painter.setPen(round_pen(colours().on_accent, 2))
    tick = [QPointF(-3.8, 0.2), QPointF(-1.2, 3.0), QPointF(4.0, -2.8)]
    painter.drawPolyline(QPolygonF([centre + point for point in tick]))


def paint_plus(painter: QPainter, picture: QRectF, on_picture: bool) -> None:
    """Paint a plus in the middle, for a tile that adds something."""
    middle = picture.center()
    if on_picture:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawEllipse(middle, 16, 16)
    painter.setPen(round_pen(_ON_GROUND if on_picture else colours().text, 2))
    painter.drawLine(middle - QPointF(9, 0), middle + QPointF(9, 0))
    painter.drawLine(middle - QPointF(0, 9), middle + QPointF(0, 9))


def paint_digit(painter: QPainter, picture: QRectF, number: int) -> None:
    """Paint the key that chooses this background."""
    area = QRectF(picture.left() + _INSET, picture.bottom() - _INSET - _SIDE, _SIDE, _SIDE)
    _paint_ground(painter, area)
    font = painter.font()
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(_ON_GROUND))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(number))


def paint_badge(painter: QPainter, picture: QRectF, badge: Badge) -> None:
    """Paint that this is a video, or a folder."""
    if badge is Badge.NONE:
        return
    area = QRectF(picture.right() - _INSET - 22, picture.bottom() - _INSET - _SIDE, 22, _SIDE)
    _paint_ground(painter, area)
    painter.setPen(round_pen(_ON_GROUND, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = area.adjusted(4.5, 4.5, -4.5, -4.5)
    if badge is Badge.FILM:
        painter.setBrush(QColor(_ON_GROUND))
        left, middle = inside.left() + 2.5, inside.center().y()
        points = [QPointF(left, middle - 4), QPointF(left + 7.5, middle), QPointF(left, middle + 4)]
        painter.drawPolygon(QPolygonF(points))
    else:
        flap = [QPointF(0, 0), QPointF(4.5, 0), QPointF(6, 2), QPointF(13, 2), QPointF(13, 9), QPointF(0, 9)]
        painter.drawPolygon(QPolygonF([inside.topLeft() + point for point in flap]))


def paint_broken(painter: QPainter, picture: QRectF) -> None:
    """Paint that the file behind this tile cannot be read: dimmed, with a sign of warning."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(picture, 9, 9)
    middle = picture.center()
    painter.setPen(round_pen(colours().error, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([middle + QPointF(0, -13), middle + QPointF(14, 11), middle + QPointF(-14, 11)]))
    painter.drawLine(middle + QPointF(0, -4), middle + QPointF(0, 3))
    painter.drawPoint(middle + QPointF(0, 7))


def paint_cross(painter: QPainter, area: QRectF, lit: bool) -> None:
    """Paint the button that removes a tile."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().error) if lit else _GROUND)
    painter.drawEllipse(area)
    painter.setPen(round_pen(_ON_GROUND, 1.8))
    middle, arm = area.center(), 3.4
    painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
    painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))


def _paint_ground(painter: QPainter, area: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(area, 5, 5)
