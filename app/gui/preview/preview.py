"""Widget that shows the live picture and passes mouse and keys to its tools."""

from math import ceil, floor

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.types import Rgb
from app.gui.imaging.qimage import Scaler
from app.gui.preview.tool import Tool, Viewport, fitted
from app.gui.theme.palette import colours
from app.gui.widgets.accessible import set_role
from app.gui.widgets.painted import FocusRing, Painted
from app.language import _

_RADIUS = 14.0
_DEFAULT_SHAPE = QSize(16, 9)
# One notch of the wheel in Qt's units.
_NOTCH = 120.0


class Preview(Painted, QWidget):
    """Shows the newest picture in its aspect ratio, at the resolution of the screen.

    A picture is scaled when it is painted, so a preview that is out of sight costs nothing.
    """

    def __init__(self, mirrored: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Rgb | None = None
        self._scaler = Scaler()
        # The picture at its size on the screen; None after a change of picture, size or mirroring.
        self._scaled: QImage | None = None
        self._is_slate = True
        self._mirrored = mirrored
        self._tools: list[Tool] = []
        self._active_tool: Tool | None = None
        self.setMinimumSize(128, 72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The whole area is painted here, so Qt need not paint the page below it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        set_role(self, QAccessible.Role.Graphic)
        self.setAccessibleName(_("Preview of what others see"))
        self.setAccessibleDescription(
            _(
                "Arrow keys move you, plus and minus change your size, 0 resets both. "
                "With a brush selected, arrow keys move the brush, and Space starts and ends a stroke."
            )
        )

    def add_tool(self, tool: Tool) -> None:
        """Add a tool, which takes precedence over the present ones."""
        self._tools.insert(0, tool)
        self.update()

    def remove_tool(self, tool: Tool) -> None:
        """Remove a tool."""
        self._tools.remove(tool)
        if self._active_tool is tool:
            self._active_tool = None
        self.update()

    @property
    def viewport(self) -> Viewport:
        """Where and how the output is shown now; a slate is never mirrored, since it contains text."""
        picture = self._picture
        shape = _DEFAULT_SHAPE if picture is None else QSize(picture.shape[1], picture.shape[0])
        return Viewport(fitted(shape, self.size()), self._mirrored and not self._is_slate)

    @Slot(object, bool)
    def show_picture(self, rgb: Rgb, is_slate: bool) -> None:
        """Show a new picture, RGB uint8 (H, W, 3), which must not change any more."""
        self._picture = rgb
        self._scaled = None
        self._is_slate = is_slate
        self.update()

    @Slot(bool)
    def set_mirrored(self, mirrored: bool) -> None:
        """Show the picture mirrored, or as it is."""
        self._mirrored = mirrored
        self._scaled = None
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size for a picture of 1280x720."""
        return QSize(960, 540)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pass the press to the first tool that takes it."""
        spot, viewport = self.viewport.spot(event.position()), self.viewport
        self._active_tool = next((tool for tool in self._tools if tool.takes(spot, viewport)), None)
        if self._active_tool is not None:
            self._active_tool.press(spot, event.button())
            self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pass the movement to the active tool, or to all of them as a hover."""
        spot = self.viewport.spot(event.position())
        if self._active_tool is not None:
            self._active_tool.drag(spot)
        else:
            for tool in self._tools:
                tool.hover(spot)
            self._show_cursor(event.position())
        if self._tools:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the action of the active tool."""
        if self._active_tool is not None:
            tool, self._active_tool = self._active_tool, None
            tool.release(self.viewport.spot(event.position()))
            self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pass the double click to the first tool that takes it."""
        spot = self.viewport.spot(event.position())
        any(tool.double_click(spot) for tool in self._tools)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel to the first tool that takes it."""
        spot = self.viewport.spot(event.position())
        turns = event.angleDelta().y() / _NOTCH
        if not any(tool.wheel(spot, turns) for tool in self._tools):
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the key to the first tool that takes it, unless the mouse is in use."""
        if self._active_tool is None and any(tool.key(event, self.viewport) for tool in self._tools):
            self.update()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys whose characters a tool uses from the shortcuts."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and any(tool.uses(event) for tool in self._tools)
        ):
            event.accept()
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Report to the tools that the mouse has left."""
        for tool in self._tools:
            tool.hover(None)
        self.update()
        super().leaveEvent(event)

    def paint(self, painter: QPainter) -> None:
        """Paint the picture with round corners, and over it whatever the tools draw."""
        viewport = self.viewport
        background = QColor(colours().background)
        if self._picture is None:
            painter.fillRect(self.rect(), background)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().surface))
            painter.drawRoundedRect(viewport.area, _RADIUS, _RADIUS)
            return
        # The picture has the size of the screen already; smoothing it again would only cost time.
        painter.save()
        painter.setRenderHints(painter.renderHints(), False)
        shown = self._paint_picture(painter, self._picture, viewport, background)
        painter.restore()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        # Clipping the picture would leave jagged corners, and filling a rounded shape with it costs twice as much.
        painter.drawPath(_corners(shown))
        for tool in reversed(self._tools):
            tool.paint(painter, viewport)

    def focus_ring(self) -> FocusRing | None:
        """Return an outline at the edge of the picture."""
        return None if self._picture is None else FocusRing(self.viewport.area.adjusted(1, 1, -1, -1), _RADIUS)

    def _paint_picture(self, painter: QPainter, picture: Rgb, viewport: Viewport, background: QColor) -> QRectF:
        """Paint the picture on whole pixels of the screen, and the background around it; return its area."""
        to_screen = painter.deviceTransform()
        place = to_screen.mapRect(viewport.area).toRect()
        size = place.size().expandedTo(QSize(1, 1))
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = self._scaler.scaled(picture, size, viewport.mirrored)
            self._scaled.setDevicePixelRatio(to_screen.m11())
        from_screen, _ = to_screen.inverted()
        shown = from_screen.mapRect(QRectF(place.topLeft(), size))
        # Filling all of the area would cost as much as drawing the picture.
        for margin in _around(QRectF(self.rect()), shown):
            painter.fillRect(margin, background)
        painter.drawImage(shown.topLeft(), self._scaled)
        return shown

    def _show_cursor(self, point: QPointF) -> None:
        spot, viewport = self.viewport.spot(point), self.viewport
        shapes = (tool.cursor(spot, viewport) for tool in self._tools)
        self.setCursor(next((shape for shape in shapes if shape is not None), Qt.CursorShape.ArrowCursor))


def _around(whole: QRectF, area: QRectF) -> list[QRectF]:
    """Return what of a rectangle lies outside an area in it, and less than a point inside."""
    left, top, right, bottom = ceil(area.left()), ceil(area.top()), floor(area.right()), floor(area.bottom())
    columns = [QRectF(0, 0, left, whole.height()), QRectF(right, 0, whole.width() - right, whole.height())]
    rows = [QRectF(left, 0, right - left, top), QRectF(left, bottom, right - left, whole.height() - bottom)]
    return [margin for margin in (*columns, *rows) if not margin.isEmpty()]


def _corners(area: QRectF) -> QPainterPath:
    """Return the parts of a rectangle outside its round corners."""
    path = QPainterPath()
    side = 2 * _RADIUS
    for x, y, angle in ((0, 0, 90), (0, 1, 180), (1, 1, 270), (1, 0, 0)):
        corner = QPointF(area.right() if x else area.left(), area.bottom() if y else area.top())
        circle = QRectF(corner.x() - side * x, corner.y() - side * y, side, side)
        path.moveTo(corner)
        path.arcTo(circle, angle, 90)
        path.closeSubpath()
    return path
