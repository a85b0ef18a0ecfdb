"""The handle between before and after, in the preview."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.gui.preview.tool import Tool
from app.gui.preview.viewport import Spot, Viewport
from app.gui.session.view_mode import View, ViewOptions
from app.gui.theme.palette import colours

_KNOB = 15.0
# How far from the line a press is still meant for it, in points.
_REACH = 12.0


class SplitTool(Tool):
    """Takes the mouse near the line between before and after, while there is one.

    Args:
        moved: takes the share of the width that lies left of the line, as it is shown.
    """

    def __init__(self, moved: Callable[[float], object]) -> None:
        self._moved = moved
        self._sight = ViewOptions()
        self._on_slate = True

    def show_sight(self, sight: ViewOptions) -> None:
        """Follow what is shown."""
        self._sight = sight

    def show_picture(self, _: object, is_slate: bool) -> None:
        """Be there over a picture only: a slate has no before and after."""
        self._on_slate = is_slate

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Take what is on the line or beside it."""
        if self._sight.view is not View.SPLIT or self._on_slate:
            return False
        point = viewport.point(spot)
        return abs(point.x() - self._x(viewport)) <= _REACH and viewport.area.contains(point)

    def drag(self, spot: Spot) -> None:
        """Move the line to the mouse."""
        share = 1 - spot.x if self._sight.mirrored else spot.x
        self._moved(min(1.0, max(0.0, share)))

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Return a sign that the line can be moved."""
        return Qt.CursorShape.SplitHCursor if self.takes(spot, viewport) else None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the line and a knob with an arrow to either side."""
        if self._sight.view is not View.SPLIT or self._on_slate:
            return
        area, x = viewport.area, self._x(viewport)
        # Inside the picture at either end, or the half of it could not be seen.
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
        return viewport.area.left() + self._sight.split * viewport.area.width()
