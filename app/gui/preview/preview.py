"""The live picture."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.imaging.qimage import Scaler
from app.gui.preview.tool import Tool
from app.gui.preview.viewport import Viewport, fitted
from app.gui.theme.palette import colours

_RADIUS = 14.0
_WIDE = QSize(16, 9)
# What a wheel's notch is in Qt's units.
_NOTCH = 120.0


class Preview(QWidget):
    """Shows the newest picture in its own shape, at the screen's own resolution, and hands the mouse to its tools.

    A picture is scaled when it is painted, so one that nobody sees costs nothing.
    """

    def __init__(self, mirrored: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._scaler = Scaler()
        # The same at the screen's size, until picture, size or mirror change.
        self._scaled: QImage | None = None
        self._is_slate = True
        self._mirrored = mirrored
        self._tools: list[Tool] = []
        self._holder: Tool | None = None
        self.setMinimumSize(128, 72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # All of it is painted here, so that Qt need not paint the page below it first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Preview of what others see")
        self.setAccessibleDescription(
            "Arrows move you, plus and minus change your size, 0 puts you back. "
            "With a brush in hand arrows move that, and the space bar lays it on and lifts it."
        )

    def add_tool(self, tool: Tool) -> None:
        """Ask this tool before those that are there."""
        self._tools.insert(0, tool)
        self.update()

    def remove_tool(self, tool: Tool) -> None:
        """Ask this tool no more."""
        self._tools.remove(tool)
        if self._holder is tool:
            self._holder = None
        self.update()

    @property
    def viewport(self) -> Viewport:
        """How the output is shown now; a slate is never mirrored, since it holds words."""
        shape = _WIDE if self._image.isNull() else self._image.size()
        return Viewport(fitted(shape, self.size()), self._mirrored and not self._is_slate)

    @Slot(QImage, bool)
    def show_picture(self, image: QImage, is_slate: bool) -> None:
        """Show another picture."""
        self._image = image
        self._scaled = None
        self._is_slate = is_slate
        self.update()

    @Slot(bool)
    def set_mirrored(self, mirrored: bool) -> None:
        """Show the picture as in a mirror, or as it is."""
        self._mirrored = mirrored
        self._scaled = None
        self.update()

    def sizeHint(self) -> QSize:
        """Return what suits a picture of 1280x720."""
        return QSize(960, 540)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the mouse to the first tool that takes it."""
        spot, viewport = self.viewport.spot(event.position()), self.viewport
        self._holder = next((tool for tool in self._tools if tool.takes(spot, viewport)), None)
        if self._holder is not None:
            self._holder.press(spot, event.button())
            self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        spot = self.viewport.spot(event.position())
        if self._holder is not None:
            self._holder.drag(spot)
        else:
            for tool in self._tools:
                tool.hover(spot)
            self._show_cursor(event.position())
        if self._tools:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._holder is not None:
            holder, self._holder = self._holder, None
            holder.release(self.viewport.spot(event.position()))
            self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Give a double click to the first tool that takes it."""
        spot = self.viewport.spot(event.position())
        any(tool.double_click(spot) for tool in self._tools)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Give the wheel to the first tool that takes it."""
        spot = self.viewport.spot(event.position())
        turns = event.angleDelta().y() / _NOTCH
        if not any(tool.wheel(spot, turns) for tool in self._tools):
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give a key to the first tool that takes it, unless the mouse holds one."""
        if self._holder is None and any(tool.key(event, self.viewport) for tool in self._tools):
            self.update()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell the tools that the mouse has left."""
        for tool in self._tools:
            tool.hover(None)
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture with round corners, and what the tools draw over it."""
        painter = QPainter(self)
        viewport = self.viewport
        around = QColor(colours().background)
        if self._image.isNull():
            painter.fillRect(self.rect(), around)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().surface))
            painter.drawRoundedRect(viewport.area, _RADIUS, _RADIUS)
            return
        shown = self._paint_picture(painter, viewport, around)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(around)
        # To clip the picture would leave jagged corners, and to fill a rounded shape with it costs twice as much.
        painter.drawPath(_corners(shown))
        for tool in reversed(self._tools):
            tool.paint(painter, viewport)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRoundedRect(viewport.area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _paint_picture(self, painter: QPainter, viewport: Viewport, around: QColor) -> QRectF:
        """Paint the picture onto whole pixels of the screen, and what it leaves; return where it is."""
        to_screen = painter.deviceTransform()
        place = to_screen.mapRect(viewport.area).toRect()
        size = place.size().expandedTo(QSize(1, 1))
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = self._scaler.scaled(self._image, size, viewport.mirrored)
            self._scaled.setDevicePixelRatio(to_screen.m11())
        from_screen, _ = to_screen.inverted()
        shown = from_screen.mapRect(QRectF(place.topLeft(), size))
        if not shown.contains(QRectF(self.rect())):
            painter.fillRect(self.rect(), around)
        painter.drawImage(shown.topLeft(), self._scaled)
        return shown

    def _show_cursor(self, point: QPointF) -> None:
        spot, viewport = self.viewport.spot(point), self.viewport
        shapes = (tool.cursor(spot, viewport) for tool in self._tools)
        self.setCursor(next((shape for shape in shapes if shape is not None), Qt.CursorShape.ArrowCursor))


def _corners(area: QRectF) -> QPainterPath:
    """Return what lies outside a rectangle's round corners."""
    path = QPainterPath()
    side = 2 * _RADIUS
    for x, y, angle in ((0, 0, 90), (0, 1, 180), (1, 1, 270), (1, 0, 0)):
        corner = QPointF(area.right() if x else area.left(), area.bottom() if y else area.top())
        round_ = QRectF(corner.x() - side * x, corner.y() - side * y, side, side)
        path.moveTo(corner)
        path.arcTo(round_, angle, 90)
        path.closeSubpath()
    return path
