"""The preview tool that paints strokes and shows the marks, the current stroke and the outline of the brush."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QPen

from app.core.corrections.brush import Mark
from app.core.corrections.comparison import Mask
from app.core.corrections.model import Corrections
from app.core.look import Look
from app.core.placement import Rect, fitted
from app.core.values import Size
from app.gui.fix.state import Brush
from app.gui.preview.tool import Spot, Tool, Viewport, arrow_step, is_plain
from app.gui.theme.style import round_pen

# The same in every theme, because they lie over pictures.
_GREEN, _RED, _WHITE, _BLACK = "#2fd16b", "#ff4d4d", "#ffffff", "#000000"
_COLOURS = {Mark.ALWAYS: _GREEN, Mark.NEVER: _RED, Mark.ERASE: _WHITE}
# Opacity of marks, 0 .. 255. What is never shown is striped too, for users who cannot tell red from green.
_DENSE, _THIN = 130, 60
_STRIPE_WIDTH = 4
# Where the arrow keys start while the mouse is elsewhere.
_CENTRE = Spot(0.5, 0.5)


@dataclass(frozen=True)
class Canvas:
    """The picture in the preview that is painted on.

    Attributes:
        opening: number of the camera's opening, from its frames.
        frame: size of the camera's frames.
        size: size of the output.
        look: places the frame in the output.
        corrections: the marks.
    """

    opening: int
    frame: Size
    size: Size
    look: Look
    corrections: Corrections

    def matches(self, other: "Canvas") -> bool:
        """Say whether a point of the output shows the same place in both, whatever the marks."""
        return replace(self, corrections=other.corrections) == other

    @property
    def box(self) -> Rect:
        """The area of the output that the frame covers."""
        return fitted(self.frame, self.size, self.look)


class BrushTool(Tool):
    """Paints while a brush is selected: with the mouse, or with the arrow keys and Space.

    A stroke counts only if it ends on the canvas on which it began; anything that changes the canvas cancels it.

    Args:
        canvas: returns the current canvas; None while the preview shows no picture of the camera.
        add_stroke: takes the mark, points and radius of a finished stroke, the latter two as fractions of the output.
    """

    def __init__(
        self, canvas: Callable[[], Canvas | None], add_stroke: Callable[[Mark, tuple[Spot, ...], float], None]
    ) -> None:
        self._brush = Brush()
        self._canvas = canvas
        self._add_stroke = add_stroke
        # Mark, canvas and points of the current stroke.
        self._mark: Mark | None = None
        self._begun_on: Canvas | None = None
        self._points: list[Spot] = []
        self._spot: Spot | None = None
        # The cached overlay, with the arguments of `overlay` that it was made from.
        self._overlay: tuple[Corrections, bool, QImage] | None = None

    @property
    def brush(self) -> Brush:
        """The selected brush."""
        return self._brush

    def set_brush(self, brush: Brush) -> None:
        """Select another brush, which cancels a stroke unless only the size differs."""
        if brush.mark is not self._brush.mark:
            self.cancel_stroke()
        self._brush = brush

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Say whether a press at `spot` paints: inside the picture, with a brush selected."""
        inside = 0 <= spot.x <= 1 and 0 <= spot.y <= 1
        return self.brush.mark is not None and inside and self._canvas() is not None

    def press(self, spot: Spot, button: Qt.MouseButton) -> None:
        """Begin a stroke; the right button erases."""
        marks = {Qt.MouseButton.LeftButton: self.brush.mark, Qt.MouseButton.RightButton: Mark.ERASE}
        self._begin(marks.get(button), spot)

    def drag(self, spot: Spot) -> None:
        """Extend the stroke."""
        self._spot = spot
        self._points.append(spot)

    def release(self, spot: Spot) -> None:
        """End the stroke."""
        mark, begun_on, canvas = self._mark, self._begun_on, self._canvas()
        points = tuple(self._points)
        self.cancel_stroke()
        if mark is not None and begun_on is not None and canvas is not None and canvas.matches(begun_on):
            self._add_stroke(mark, points, self.brush.radius)

    def cancel_stroke(self) -> None:
        """Cancel a stroke that has begun."""
        self._mark, self._begun_on, self._points = None, None, []

    def hover(self, spot: Spot | None) -> None:
        """Follow the mouse, except during a stroke by keyboard."""
        if self._mark is None:
            self._spot = spot

    def key(self, event: QKeyEvent, viewport: Viewport) -> bool:
        """Move the brush with the arrow keys, start and end a stroke with Space, cancel it with Backspace."""
        if self.brush.mark is None or self._canvas() is None or not is_plain(event):
            return False
        step, spot = arrow_step(event, viewport), self._spot or _CENTRE
        if step is not None:
            self._spot = Spot(_clamped(spot.x + step[0]), _clamped(spot.y + step[1]))
            if self._mark is not None:
                self._points.append(self._spot)
        elif event.key() == Qt.Key.Key_Backspace:
            self.cancel_stroke()
        elif event.key() != Qt.Key.Key_Space:
            return False
        elif not event.isAutoRepeat():
            self._start_or_end(Spot(_clamped(spot.x), _clamped(spot.y)))
        return True

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Return a cross where a press would paint."""
        return Qt.CursorShape.CrossCursor if self.takes(spot, viewport) else None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint the marks, the current stroke and the outline of the brush."""
        canvas = self._canvas()
        if canvas is None:
            return
        painter.save()
        painter.setClipRect(viewport.area)
        self._paint_marks(painter, viewport, canvas)
        radius = self.brush.radius * viewport.area.height()
        if self._mark is not None:
            self._paint_stroke(painter, viewport, _COLOURS[self._mark], radius)
        if self.brush.mark is not None and self._spot is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            centre = viewport.point(self._spot)
            # Two rings, so that one of them stands out on any picture.
            for colour, width in ((_BLACK, 3.5), (_COLOURS[self._mark or self.brush.mark], 1.8)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(centre, radius, radius)
        painter.restore()

    def _start_or_end(self, spot: Spot) -> None:
        self._spot = spot
        if self._mark is None:
            self._begin(self.brush.mark, spot)
        else:
            self.release(spot)

    def _begin(self, mark: Mark | None, spot: Spot) -> None:
        self._mark, self._begun_on, self._points = mark, self._canvas(), [spot]

    def _paint_marks(self, painter: QPainter, viewport: Viewport, canvas: Canvas) -> None:
        if not canvas.corrections.fit(canvas.frame.width, canvas.frame.height):
            return
        mirrored = canvas.look.flip != viewport.mirrored
        if self._overlay is None or self._overlay[:2] != (canvas.corrections, mirrored):
            self._overlay = (canvas.corrections, mirrored, overlay(canvas.corrections, mirrored))
        box, size = canvas.box, canvas.size
        top_left = viewport.point(Spot(box.left / size.width, box.top / size.height))
        bottom_right = viewport.point(Spot((box.left + box.width) / size.width, (box.top + box.height) / size.height))
        painter.drawImage(QRectF(top_left, bottom_right).normalized(), self._overlay[2])

    def _paint_stroke(self, painter: QPainter, viewport: Viewport, colour: str, radius: float) -> None:
        points = [viewport.point(spot) for spot in self._points]
        path = QPainterPath(points[0])
        # A path of one point draws nothing.
        for point in [*points[1:], points[-1] + QPointF(0.01, 0)]:
            path.lineTo(point)
        painter.setOpacity(_DENSE / 255)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(colour, 2 * radius))
        painter.drawPath(path)
        painter.setOpacity(1)


def _clamped(value: float) -> float:
    return max(0.0, min(value, 1.0))


def overlay(corrections: Corrections, mirrored: bool) -> QImage:
    """Return the marks as a translucent picture of the size of their grid.

    Args:
        corrections: not empty.
        mirrored: whether to swap left and right.
    """
    rows, columns = corrections.shape or (1, 1)
    rgba = np.zeros((rows, columns, 4), np.uint8)
    row, column = np.indices((rows, columns))
    stripes = np.where((row + column) // _STRIPE_WIDTH % 2, _DENSE, _THIN).astype(np.uint8)
    never = _density(corrections.never, stripes)
    rgba[never > 0, :3] = _levels(_RED)
    rgba[..., 3] = never
    always = _density(corrections.always, np.full_like(stripes, _DENSE))
    rgba[always > 0, :3] = _levels(_GREEN)
    rgba[..., 3] = np.maximum(rgba[..., 3], always)
    rgba = np.ascontiguousarray(rgba[:, ::-1] if mirrored else rgba)
    return QImage(rgba.data, columns, rows, QImage.Format.Format_RGBA8888).copy()


def _levels(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def _density(mask: Mask | None, density: Mask) -> Mask:
    if mask is None:
        return np.zeros_like(density)
    return (mask.astype(np.uint16) * density // 255).astype(np.uint8)
