"""Small pictures on the page "Fix" that show what the empty room and the brushes are for."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.theme.mirroring import mirrored_area
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen, scaled, text_size
from app.gui.widgets.painted import Painted
from app.language import _

# The panel on which a picture is drawn, the gap between two panels, the least height of a caption and the space above
# it, in points.
_PANEL = QRectF(0, 0, 96, 66)
_GAP, _CAPTION, _ABOVE_CAPTION = 8, 20, 4
# A caption may need several lines.
_ALIGNMENT = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_RADIUS = 8.0
_SKY, _SAND, _WALL, _FLOOR = "#58b4d8", "#e6cf9c", "#7d8fa9", "#4b586d"
_PERSON, _CHAIR, _MICROPHONE = "#1b2330", "#8a5a3c", "#c9d2de"
_SHOWN, _REMOVED = "#3ddc84", "#ff5a5a"

Draw = Callable[[QPainter], None]


class Illustration(Painted, QWidget):
    """Pictures side by side, each with a caption below it.

    Args:
        pictures: caption and drawing of each.
    """

    def __init__(self, pictures: Sequence[tuple[str, Draw]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(", ".join(caption for caption, _ in pictures))

    def sizeHint(self) -> QSize:
        """Return the size in the panel."""
        count = len(self._pictures)
        width = round(count * _PANEL.width() + (count - 1) * _GAP)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return a size that widens no panel."""
        return QSize(120, self.heightForWidth(120))

    def heightForWidth(self, width: int) -> int:
        """Return the height at which nothing is stretched."""
        scale = self._scale(width)
        room, metrics = QRect(0, 0, round(scale * _PANEL.width()), 0), QFontMetrics(self._font())
        captions = [metrics.boundingRect(room, _ALIGNMENT.value, caption).height() for caption, _draw in self._pictures]
        return round(scale * _PANEL.height()) + max(scaled(_CAPTION), _ABOVE_CAPTION + max(captions))

    def _font(self) -> QFont:
        font = self.font()
        font.setPointSizeF(text_size(11))
        return font

    def _scale(self, width: int) -> float:
        count = len(self._pictures)
        return (width - (count - 1) * _GAP) / count / _PANEL.width()

    def paint(self, painter: QPainter) -> None:
        """Paint the pictures with their captions."""
        scale = self._scale(self.width())
        width, height = scale * _PANEL.width(), scale * _PANEL.height()
        painter.setFont(self._font())
        for index, (caption, draw) in enumerate(self._pictures):
            place = mirrored_area(self, QRectF(index * (width + _GAP), 0, width, height))
            painter.save()
            painter.translate(place.topLeft())
            frame = QPainterPath()
            frame.addRoundedRect(QRectF(0, 0, width, height), _RADIUS, _RADIUS)
            painter.setClipPath(frame)
            painter.scale(scale, scale)
            draw(painter)
            painter.restore()
            painter.setPen(QColor(colours().muted))
            area = QRectF(place.left(), height + _ABOVE_CAPTION, width, self.height() - height)
            painter.drawText(area, _ALIGNMENT, caption)


def empty_room_illustration() -> Illustration:
    """Return how the empty room removes a chair."""
    return Illustration(
        ((_("A chair stays"), _with_chair), (_("You step away"), _empty_room), (_("It is gone"), _without_chair))
    )


def brush_illustration() -> Illustration:
    """Return what the two brushes do."""
    return Illustration(((_("Always show"), _shown_microphone), (_("Never show"), _removed_chair)))


def _with_chair(painter: QPainter) -> None:
    _beach(painter)
    _chair(painter)
    _person(painter)


def _without_chair(painter: QPainter) -> None:
    _beach(painter)
    _person(painter)


def _empty_room(painter: QPainter) -> None:
    painter.fillRect(_PANEL, QColor(_WALL))
    painter.fillRect(_PANEL.adjusted(0, 50, 0, 0), QColor(_FLOOR))
    painter.fillRect(QRectF(10, 9, 20, 22), QColor("#dfeaf5"))
    _chair(painter)


def _shown_microphone(painter: QPainter) -> None:
    _beach(painter)
    _person(painter)
    painter.setPen(round_pen(_MICROPHONE, 3))
    painter.drawLine(QPointF(78, 66), QPointF(74, 40))
    painter.setBrush(QColor(_MICROPHONE))
    painter.drawEllipse(QPointF(73, 35), 4.5, 6.5)
    _stroke(painter, _SHOWN, [QPointF(73, 33), QPointF(75, 46), QPointF(78, 62)])


def _removed_chair(painter: QPainter) -> None:
    _with_chair(painter)
    _stroke(painter, _REMOVED, [QPointF(27, 24), QPointF(24, 34), QPointF(25, 58)])


def _beach(painter: QPainter) -> None:
    sky = QLinearGradient(0, 0, 0, _PANEL.height())
    sky.setColorAt(0, QColor(_SKY))
    sky.setColorAt(0.6, QColor("#bfe6f2"))
    sky.setColorAt(0.62, QColor(_SAND))
    sky.setColorAt(1, QColor(_SAND))
    painter.fillRect(_PANEL, sky)


def _person(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_PERSON))
    painter.drawEllipse(QPointF(50, 27), 11, 12.5)
    painter.drawRoundedRect(QRectF(28, 42, 44, 44), 17, 17)


def _chair(painter: QPainter) -> None:
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(_CHAIR))
    painter.drawRoundedRect(QRectF(17, 18, 30, 48), 7, 7)


def _stroke(painter: QPainter, colour: str, points: Sequence[QPointF]) -> None:
    """Paint a broad stroke that lets through what lies under it."""
    shade = QColor(colour)
    shade.setAlpha(150)
    pen = round_pen(colour, 13)
    pen.setColor(shade)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(list(points))
