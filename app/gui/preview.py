"""The live picture."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.colours import colours
from app.gui.tools import Tool
from app.gui.viewport import Viewport, fitted

_RADIUS = 14.0
_WIDE = QSize(16, 9)
# What a wheel's notch is in Qt's units.
_NOTCH = 120.0


class Preview(QWidget):
    """Shows the newest picture in its own shape, at the screen's own resolution, and hands the mouse to its tools."""

    def __init__(self, mirrored: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_slate = True
        self._mirrored = mirrored
        self._tools: list[Tool] = []
        self._holder: Tool | None = None
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Preview of what others see")
        self.setAccessibleDescription("Arrows move you, plus and minus change your size, 0 puts you back")

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
        self._is_slate = is_slate
        self.update()

    @Slot(bool)
    def set_mirrored(self, mirrored: bool) -> None:
        """Show the picture as in a mirror, or as it is."""
        self._mirrored = mirrored
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
        """Give a key to the first tool that takes it."""
        if not any(tool.key(event, self.viewport) for tool in self._tools):
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
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        viewport = self.viewport
        # A clip path would leave jagged corners; a rounded rectangle filled with the picture does not.
        painter.setBrush(QColor(colours().surface) if self._image.isNull() else self._brush(viewport))
        painter.drawRoundedRect(viewport.area, _RADIUS, _RADIUS)
        if not self._image.isNull():
            for tool in reversed(self._tools):
                tool.paint(painter, viewport)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRoundedRect(viewport.area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _brush(self, viewport: Viewport) -> QBrush:
        """Map the picture's pixels onto the area; the painter adds the screen's own scale."""
        area, mirrored = viewport.area, viewport.mirrored
        scale = area.width() / self._image.width()
        left = area.right() if mirrored else area.left()
        brush = QBrush(self._image)
        brush.setTransform(QTransform(-scale if mirrored else scale, 0, 0, scale, left, area.top()))
        return brush

    def _show_cursor(self, point: QPointF) -> None:
        spot, viewport = self.viewport.spot(point), self.viewport
        shapes = (tool.cursor(spot, viewport) for tool in self._tools)
        self.setCursor(next((shape for shape in shapes if shape is not None), Qt.CursorShape.ArrowCursor))
