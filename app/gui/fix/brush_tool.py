"""The brush in the preview: what is marked, the stroke that is being painted, and the brush's outline."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QPen

from app.core.corrections.brush import Mark
from app.core.corrections.model import Corrections, Mask
from app.core.look import Look
from app.core.placement import Box, fitted
from app.core.types import Size
from app.gui.fix.state import Brush
from app.gui.preview.tool import Spot, Tool, Viewport, arrow_step, is_plain
from app.gui.theme.style import round_pen

# Over pictures of any colour, so they are no theme's.
_GREEN, _RED, _WHITE, _BLACK = "#2fd16b", "#ff4d4d", "#ffffff", "#000000"
_PAINTS = {Mark.ALWAYS: _GREEN, Mark.NEVER: _RED, Mark.ERASE: _WHITE}
# Of 255. What is never somebody has stripes too, for those who see red and green alike.
_DENSE, _THIN = 130, 60
_STRIPE = 4
# Where the keys begin when the mouse is elsewhere.
_MIDDLE = Spot(0.5, 0.5)


@dataclass(frozen=True)
class Scene:
    """What the preview shows, as far as the brush must know.

    Attributes:
        opening: of the camera, as its frames tell it.
        frame: size of the camera's pictures.
        size: of the output.
        look: how the one lies in the other.
        corrections: what is marked.
    """

    opening: int
    frame: Size
    size: Size
    look: Look
    corrections: Corrections

    def is_place_of(self, other: "Scene") -> bool:
        """Say whether a point of the output lies on the same place of the room."""
        return replace(self, corrections=other.corrections) == other

    @property
    def box(self) -> Box:
        """Where the camera's picture lies in the output."""
        return fitted(self.frame, self.size, self.look)


class BrushTool(Tool):
    """Takes the mouse while a brush is in hand; arrows move it too, and the space bar lays it on and lifts it.

    A stroke is painted when the button or the brush is lifted where it began: in the same picture, lying the same way.
    Whatever else happens gives it up.

    Args:
        scene: returns what the preview shows; None while that is no picture of the camera.
        painted: takes what a stroke means, its points and the brush's radius, shares of the output, when it ends.
    """

    def __init__(
        self, scene: Callable[[], Scene | None], painted: Callable[[Mark, tuple[Spot, ...], float], None]
    ) -> None:
        self._brush = Brush()
        self._scene = scene
        self._painted = painted
        self._mark: Mark | None = None
        self._begun: Scene | None = None
        self._points: list[Spot] = []
        self._spot: Spot | None = None
        self._drawn: tuple[Corrections, bool, QImage] | None = None

    @property
    def brush(self) -> Brush:
        """The brush in hand."""
        return self._brush

    def take(self, brush: Brush) -> None:
        """Take another brush in hand."""
        if brush.mark is not self._brush.mark:
            self.drop()
        self._brush = brush

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Take presses on the picture."""
        inside = 0 <= spot.x <= 1 and 0 <= spot.y <= 1
        return self.brush.mark is not None and inside and self._scene() is not None

    def press(self, spot: Spot, button: Qt.MouseButton) -> None:
        """Begin a stroke; the right button rubs out."""
        marks = {Qt.MouseButton.LeftButton: self.brush.mark, Qt.MouseButton.RightButton: Mark.ERASE}
        self._begin(marks.get(button), spot)

    def drag(self, spot: Spot) -> None:
        """Lengthen it."""
        self._spot = spot
        self._points.append(spot)

    def release(self, spot: Spot) -> None:
        """End it."""
        mark, begun, scene = self._mark, self._begun, self._scene()
        points = tuple(self._points)
        self.drop()
        if mark is not None and begun is not None and scene is not None and scene.is_place_of(begun):
            self._painted(mark, points, self.brush.radius)

    def drop(self) -> None:
        """Give up a stroke that has begun."""
        self._mark, self._begun, self._points = None, None, []

    def hover(self, spot: Spot | None) -> None:
        """Follow the mouse, but for a stroke by keyboard."""
        if self._mark is None:
            self._spot = spot

    def key(self, event: QKeyEvent, viewport: Viewport) -> bool:
        """Move the brush by arrows, lay it on and lift it by the space bar; Backspace gives the stroke up."""
        if self.brush.mark is None or self._scene() is None or not is_plain(event):
            return False
        step, spot = arrow_step(event, viewport), self._spot or _MIDDLE
        if step is not None:
            self._spot = Spot(_share(spot.x + step[0]), _share(spot.y + step[1]))
            if self._mark is not None:
                self._points.append(self._spot)
        elif event.key() == Qt.Key.Key_Backspace:
            self.drop()
        elif event.key() != Qt.Key.Key_Space:
            return False
        elif not event.isAutoRepeat():
            self._lay_or_lift(Spot(_share(spot.x), _share(spot.y)))
        return True

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Show where the brush's middle is."""
        return Qt.CursorShape.CrossCursor if self.takes(spot, viewport) else None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw marks, stroke and outline."""
        scene = self._scene()
        if scene is None:
            return
        painter.save()
        painter.setClipRect(viewport.area)
        self._paint_marks(painter, viewport, scene)
        radius = self.brush.radius * viewport.area.height()
        if self._mark is not None:
            self._paint_stroke(painter, viewport, _PAINTS[self._mark], radius)
        if self.brush.mark is not None and self._spot is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            middle = viewport.point(self._spot)
            # Two rings, so that one of them is seen on any picture.
            for colour, width in ((_BLACK, 3.5), (_PAINTS[self._mark or self.brush.mark], 1.8)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(middle, radius, radius)
        painter.restore()

    def _lay_or_lift(self, spot: Spot) -> None:
        self._spot = spot
        if self._mark is None:
            self._begin(self.brush.mark, spot)
        else:
            self.release(spot)

    def _begin(self, mark: Mark | None, spot: Spot) -> None:
        self._mark, self._begun, self._points = mark, self._scene(), [spot]

    def _paint_marks(self, painter: QPainter, viewport: Viewport, scene: Scene) -> None:
        if not scene.corrections.fit(scene.frame.width, scene.frame.height):
            return
        turned = scene.look.flip != viewport.mirrored
        if self._drawn is None or self._drawn[:2] != (scene.corrections, turned):
            self._drawn = (scene.corrections, turned, overlay(scene.corrections, turned))
        box, size = scene.box, scene.size
        first = viewport.point(Spot(box.left / size.width, box.top / size.height))
        last = viewport.point(Spot((box.left + box.width) / size.width, (box.top + box.height) / size.height))
        painter.drawImage(QRectF(first, last).normalized(), self._drawn[2])

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


def _share(value: float) -> float:
    return max(0.0, min(value, 1.0))


def overlay(corrections: Corrections, turned: bool) -> QImage:
    """Return what is marked as a picture to lay over the camera's.

    Args:
        corrections: not empty.
        turned: whether left and right are exchanged.
    """
    rows, columns = corrections.shape or (1, 1)
    rgba = np.zeros((rows, columns, 4), np.uint8)
    row, column = np.indices((rows, columns))
    stripes = np.where((row + column) // _STRIPE % 2, _DENSE, _THIN).astype(np.uint8)
    never = _density(corrections.never, stripes)
    rgba[never > 0, :3] = _levels(_RED)
    rgba[..., 3] = never
    always = _density(corrections.always, np.full_like(stripes, _DENSE))
    rgba[always > 0, :3] = _levels(_GREEN)
    rgba[..., 3] = np.maximum(rgba[..., 3], always)
    rgba = np.ascontiguousarray(rgba[:, ::-1] if turned else rgba)
    return QImage(rgba.data, columns, rows, QImage.Format.Format_RGBA8888).copy()


def _levels(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def _density(mask: Mask | None, density: Mask) -> Mask:
    if mask is None:
        return np.zeros_like(density)
    return (mask.astype(np.uint16) * density // 255).astype(np.uint8)
