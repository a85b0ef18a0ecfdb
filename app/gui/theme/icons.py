"""Icons drawn in the colours of the palette, sharp at any scale; the tray icon with its status dot."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from app.gui.theme.palette import DARK, colours
from app.gui.theme.style import round_pen

# Side of the square on which glyphs are drawn.
_GRID = 24.0
_STROKE = 1.8
# Side of the tray icon in pixels; trays scale it down, to 44 or 48 on screens of twice the resolution.
_TRAY = 64
_DOT = 11.0


class Glyph(Enum):
    """Names of the icons."""

    SLIDERS = "sliders"
    RESET = "reset"
    BRUSH = "brush"
    RECORD = "record"
    RECORDING = "recording"
    STOP = "stop"
    SNAPSHOT = "snapshot"
    GEAR = "gear"
    INFO = "info"
    WAVE = "wave"
    BACK = "back"
    FORWARD = "forward"
    UP = "up"
    FOLDER = "folder"
    NEW_FOLDER = "new folder"
    TILES = "tiles"
    ROWS = "rows"
    HOME = "home"
    PICTURE = "picture"
    FILM = "film"
    DOWNLOAD = "download"
    SCREEN = "screen"
    DISK = "disk"
    PLAY = "play"
    BROKEN = "broken"


# Glyphs that point along the text.
_DIRECTED = (Glyph.BACK, Glyph.FORWARD, Glyph.ROWS)


def glyph_icon(glyph: Glyph, size: QSize) -> QIcon:
    """Return the icon of a glyph, displayed at `size`."""
    return QIcon(_Engine(glyph, size))


def draw_glyph(painter: QPainter, glyph: Glyph, area: QRectF, colour: str) -> None:
    """Draw a glyph into a square area, mirrored in a right-to-left language if it points along the text."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / _GRID, area.height() / _GRID)
    if glyph in _DIRECTED and QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        painter.translate(_GRID, 0)
        painter.scale(-1, 1)
    painter.setPen(round_pen(colour, _STROKE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _DRAWN[glyph](painter, colour)
    painter.restore()


def tray_icon(plain: QIcon, sending: bool, hidden: bool) -> QIcon:
    """Return the icon for the tray: the application's icon with a dot for the state.

    Args:
        plain: icon of the application; if it is null, the dot stands alone.
        sending: whether the virtual camera is sending frames, shown by a dot.
        hidden: whether others see a still picture, shown by a bar in the dot.
    """
    picture = QPixmap(_TRAY, _TRAY)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plain.paint(painter, picture.rect())
    centre = QPointF(_TRAY - _DOT - 4, _TRAY - _DOT - 4)
    # The tray is dark or light whatever the theme of the window; the rim sets the dot off from either.
    painter.setPen(QPen(QColor(DARK.background), 4))
    if hidden:
        painter.setBrush(QColor(DARK.error))
        painter.drawEllipse(centre, _DOT, _DOT)
        painter.drawLine(centre - QPointF(_DOT / 2, 0), centre + QPointF(_DOT / 2, 0))
    elif sending:
        painter.setBrush(QColor(DARK.accent))
        painter.drawEllipse(centre, _DOT, _DOT)
    painter.end()
    return QIcon(picture)


class _Engine(QIconEngine):
    """Draws the glyph at any size."""

    def __init__(self, glyph: Glyph, size: QSize) -> None:
        super().__init__()
        self._glyph = glyph
        self._size = size

    def clone(self) -> QIconEngine:
        """Return a copy."""
        return _Engine(self._glyph, self._size)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the glyph."""
        colour = colours().muted if mode is QIcon.Mode.Disabled else colours().text
        draw_glyph(painter, self._glyph, QRectF(rect), colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the glyph as a pixmap."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPointF(0, 0).toPoint(), size), mode, state)
        painter.end()
        return picture


def _sliders(painter: QPainter, colour: str) -> None:
    for y, knob in ((6.0, 15.0), (12.0, 8.0), (18.0, 17.0)):
        painter.drawLine(QPointF(3.5, y), QPointF(20.5, y))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(knob, y), 1.9, 1.9)


def _reset(painter: QPainter, colour: str) -> None:
    painter.drawArc(QRectF(5, 5.5, 14, 14), -150 * 16, 290 * 16)
    painter.drawPolyline(QPolygonF([QPointF(5.2, 4.6), QPointF(5.4, 10.0), QPointF(10.6, 9.2)]))


def _brush(painter: QPainter, colour: str) -> None:
    painter.drawLine(QPointF(20, 4), QPointF(11, 13))
    tip = QPainterPath(QPointF(10.4, 12.6))
    tip.cubicTo(QPointF(6, 13), QPointF(7.5, 18), QPointF(3.5, 19.5))
    tip.cubicTo(QPointF(8, 21.5), QPointF(13, 19), QPointF(12.4, 14.6))
    painter.setBrush(QColor(colour))
    painter.drawPath(tip)


def _record(painter: QPainter, colour: str) -> None:
    painter.drawEllipse(QPointF(12, 12), 8.5, 8.5)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QPointF(12, 12), 3.6, 3.6)


def _recording(painter: QPainter, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().error))
    painter.drawEllipse(QPointF(12, 12), 7.5, 7.5)


def _stop(painter: QPainter, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().error))
    painter.drawRoundedRect(QRectF(5, 5, 14, 14), 3, 3)


def _snapshot(painter: QPainter, colour: str) -> None:
    painter.drawRoundedRect(QRectF(3, 7, 18, 13), 3, 3)
    painter.drawPolyline([QPointF(8, 7), QPointF(9.6, 4.2), QPointF(14.4, 4.2), QPointF(16, 7)])
    painter.drawEllipse(QPointF(12, 13.4), 3.7, 3.7)


def _gear(painter: QPainter, colour: str) -> None:
    painter.drawEllipse(QPointF(12, 12), 3.2, 3.2)
    painter.drawEllipse(QPointF(12, 12), 6.6, 6.6)
    painter.translate(12, 12)
    for _ in range(8):
        painter.drawLine(QPointF(0, -6.8), QPointF(0, -9.0))
        painter.rotate(45)


def _info(painter: QPainter, colour: str) -> None:
    painter.drawEllipse(QPointF(12, 12), 8.5, 8.5)
    painter.drawLine(QPointF(12, 11.2), QPointF(12, 16.2))
    painter.drawPoint(QPointF(12, 7.8))


def _wave(painter: QPainter, colour: str) -> None:
    """Draw a person waving."""
    painter.drawEllipse(QPointF(10, 8), 3.6, 3.6)
    shoulders = QPainterPath(QPointF(3.2, 20))
    shoulders.cubicTo(QPointF(3.2, 12.5), QPointF(16.8, 12.5), QPointF(16.8, 20))
    painter.drawPath(shoulders)
    arm = QPainterPath(QPointF(16, 16))
    arm.cubicTo(QPointF(19, 14.5), QPointF(20, 12), QPointF(19.6, 9))
    painter.drawPath(arm)
    for x, top in ((17.2, 4.2), (19.8, 3.4), (22.0, 5.0)):
        painter.drawLine(QPointF(x, top), QPointF(x * 0.6 + 7.8, top + 2.2))


def _back(painter: QPainter, colour: str) -> None:
    painter.drawPolyline([QPointF(11, 5), QPointF(4.5, 12), QPointF(11, 19)])
    painter.drawLine(QPointF(4.5, 12), QPointF(20, 12))


def _forward(painter: QPainter, colour: str) -> None:
    painter.drawPolyline([QPointF(13, 5), QPointF(19.5, 12), QPointF(13, 19)])
    painter.drawLine(QPointF(19.5, 12), QPointF(4, 12))


def _up(painter: QPainter, colour: str) -> None:
    painter.drawPolyline([QPointF(5, 11), QPointF(12, 4.5), QPointF(19, 11)])
    painter.drawLine(QPointF(12, 4.5), QPointF(12, 20))


def _folder(painter: QPainter, colour: str) -> None:
    outline = QPainterPath(QPointF(3, 6.5))
    outline.quadTo(QPointF(3, 5), QPointF(4.5, 5))
    for corner in (QPointF(9, 5), QPointF(11.2, 7.6), QPointF(19.5, 7.6)):
        outline.lineTo(corner)
    outline.quadTo(QPointF(21, 7.6), QPointF(21, 9))
    outline.lineTo(QPointF(21, 17.5))
    outline.quadTo(QPointF(21, 19), QPointF(19.5, 19))
    outline.lineTo(QPointF(4.5, 19))
    outline.quadTo(QPointF(3, 19), QPointF(3, 17.5))
    outline.closeSubpath()
    painter.drawPath(outline)


def _new_folder(painter: QPainter, colour: str) -> None:
    _folder(painter, colour)
    painter.drawLine(QPointF(12, 10.5), QPointF(12, 16.5))
    painter.drawLine(QPointF(9, 13.5), QPointF(15, 13.5))


def _tiles(painter: QPainter, colour: str) -> None:
    for x, y in ((4, 4), (13.5, 4), (4, 13.5), (13.5, 13.5)):
        painter.drawRoundedRect(QRectF(x, y, 6.5, 6.5), 1.5, 1.5)


def _rows(painter: QPainter, colour: str) -> None:
    for y in (6.0, 12.0, 18.0):
        painter.drawPoint(QPointF(4.5, y))
        painter.drawLine(QPointF(9, y), QPointF(20, y))


def _home(painter: QPainter, colour: str) -> None:
    painter.drawPolyline([QPointF(3.5, 12), QPointF(12, 4.2), QPointF(20.5, 12)])
    painter.drawPolyline([QPointF(6, 10.5), QPointF(6, 19.5), QPointF(18, 19.5), QPointF(18, 10.5)])


def _picture(painter: QPainter, colour: str) -> None:
    painter.drawRoundedRect(QRectF(3, 5, 18, 14), 2.5, 2.5)
    painter.drawEllipse(QPointF(8.2, 9.6), 1.5, 1.5)
    painter.drawPolyline([QPointF(4.5, 18), QPointF(10, 13), QPointF(13, 15.5), QPointF(16, 12), QPointF(20.5, 16.5)])


def _film(painter: QPainter, colour: str) -> None:
    painter.drawRoundedRect(QRectF(3, 6, 12.5, 12), 2.5, 2.5)
    painter.drawPolygon(QPolygonF([QPointF(16, 11), QPointF(21, 7.8), QPointF(21, 16.2), QPointF(16, 13)]))


def _download(painter: QPainter, colour: str) -> None:
    painter.drawLine(QPointF(12, 4), QPointF(12, 14.5))
    painter.drawPolyline([QPointF(7.5, 10.5), QPointF(12, 15), QPointF(16.5, 10.5)])
    painter.drawLine(QPointF(5, 19.5), QPointF(19, 19.5))


def _screen(painter: QPainter, colour: str) -> None:
    painter.drawRoundedRect(QRectF(3, 4.5, 18, 12), 2, 2)
    painter.drawLine(QPointF(8.5, 20), QPointF(15.5, 20))


def _disk(painter: QPainter, colour: str) -> None:
    painter.drawRoundedRect(QRectF(3, 8, 18, 8.5), 2.5, 2.5)
    painter.drawPoint(QPointF(17, 12.2))


def _play(painter: QPainter, colour: str) -> None:
    painter.setBrush(QColor(colour))
    painter.drawPolygon(QPolygonF([QPointF(7, 4.5), QPointF(19.5, 12), QPointF(7, 19.5)]))


def _broken(painter: QPainter, colour: str) -> None:
    painter.drawPolygon(QPolygonF([QPointF(12, 4), QPointF(21, 19.5), QPointF(3, 19.5)]))
    painter.drawLine(QPointF(12, 9.8), QPointF(12, 13.6))
    painter.drawPoint(QPointF(12, 16.6))


_DRAWN: dict[Glyph, Callable[[QPainter, str], None]] = {
    Glyph.SLIDERS: _sliders,
    Glyph.RESET: _reset,
    Glyph.BRUSH: _brush,
    Glyph.RECORD: _record,
    Glyph.RECORDING: _recording,
    Glyph.STOP: _stop,
    Glyph.SNAPSHOT: _snapshot,
    Glyph.GEAR: _gear,
    Glyph.INFO: _info,
    Glyph.WAVE: _wave,
    Glyph.BACK: _back,
    Glyph.FORWARD: _forward,
    Glyph.UP: _up,
    Glyph.FOLDER: _folder,
    Glyph.NEW_FOLDER: _new_folder,
    Glyph.TILES: _tiles,
    Glyph.ROWS: _rows,
    Glyph.HOME: _home,
    Glyph.PICTURE: _picture,
    Glyph.FILM: _film,
    Glyph.DOWNLOAD: _download,
    Glyph.SCREEN: _screen,
    Glyph.DISK: _disk,
    Glyph.PLAY: _play,
    Glyph.BROKEN: _broken,
}
