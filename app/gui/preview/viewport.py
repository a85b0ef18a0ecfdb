"""Where the picture lies in the preview, and which point of it the mouse is on; plain data, no painting."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt


def fitted(content: QSize, bounds: QSize) -> QRectF:
    """Return the largest rectangle with the shape of `content` that fits into `bounds`, centred."""
    size = QSizeF(content).scaled(QSizeF(bounds), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (bounds.width() - size.width()) / 2, (bounds.height() - size.height()) / 2
    return QRectF(left, top, size.width(), size.height())


@dataclass(frozen=True)
class Spot:
    """A point of the output, as others see it: 0 left and top, 1 right and bottom; beyond where it is outside."""

    x: float
    y: float


@dataclass(frozen=True)
class Viewport:
    """How the output is shown in the preview.

    Attributes:
        area: of the picture, in the widget's points.
        mirrored: whether left and right are exchanged.
    """

    area: QRectF
    mirrored: bool

    def spot(self, point: QPointF) -> Spot:
        """Return what lies under a point of the widget."""
        x = (point.x() - self.area.left()) / max(1.0, self.area.width())
        y = (point.y() - self.area.top()) / max(1.0, self.area.height())
        return Spot(1 - x if self.mirrored else x, y)

    def point(self, spot: Spot) -> QPointF:
        """Return where in the widget a point of the output lies."""
        x = 1 - spot.x if self.mirrored else spot.x
        return QPointF(self.area.left() + x * self.area.width(), self.area.top() + spot.y * self.area.height())
