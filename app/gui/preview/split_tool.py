"""Tool that drags the line between before and after in the preview."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.gui.preview.tool import Spot, Tool, Viewport
from app.gui.session.view_mode import View, ViewOptions
from app.gui.theme.palette import colours

_KNOB = 15.0
# Distance from the line, in points, within which a press grips it.
_REACH = 12.0


class SplitTool(Tool):
    """Takes the mouse near the line, in the before/after view only.

    Args:
        moved: receives the share of the displayed width that lies left of the line, 0 to 1.
    """

    def __init__(self, moved: Callable[[float], object]) -> None:
        self._moved = moved
        self._options = ViewOptions()
        self._is_slate = True

    def show_options(self, options: ViewOptions) -> None:
        """Follow the view options."""
        self._options = options

    def show_picture(self, _: object, is_slate: bool) -> None:
        """Hide the line over a slate, which has no before and after."""
        self._is_slate = is_slate

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Take presses on or near the line."""
        if self._options.view is not View.SPLIT or self._is_slate:
            return False
        point = viewport.point(spot)
        return abs(point.x() - self._x(viewport)) <= _REACH and viewport.area.contains(point)

    def drag(self, spot: Spot) -> None:
        """Move the line to the mouse."""
        share = 1 - spot.x if self._options.mirrored else spot.x
        self._moved(min(1.0, max(0.0, share)))

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Return the cursor for a horizontal splitter on or near the line."""
        return Qt.CursorShape.SplitHCursor if self.takes(spot, viewport) else None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the line and a knob with an arrow on either side."""
        if self._options.view is not View.SPLIT or self._is_slate:
            return
        area, x = viewport.area, self._x(viewport)
        # The knob stays inside the picture, where half of it would be cut off at either end.
        middle = QPointF(min(max(x, area.left() + _KNOB), area.right() - _KNOB), area.center().y())
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent))
        painter.drawEllipse(QRectF(middle.x() - _KNOB, middle.y() - _KNOB, 2 * _KNOB, 2 * _KNOB))
        painter.setBrush(QColor(colours().on_accent))
        for side in (-1, 1):
            tip = middle + QPointF(side * 9, 0)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(-side * 5, -5), tip + QPointF(-side * 5, 5)]))

    def _x(self, viewport: Viewport) -> float:
        return viewport.area.left() + self._options.split * viewport.area.width()
