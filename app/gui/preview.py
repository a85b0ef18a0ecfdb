"""The live picture."""

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.style import SURFACE

_RADIUS = 14.0
_WIDE = QSize(16, 9)


def fitted(content: QSize, bounds: QSize) -> QRectF:
    """Return the largest rectangle with the shape of `content` that fits into `bounds`, centred."""
    size = QSizeF(content).scaled(QSizeF(bounds), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (bounds.width() - size.width()) / 2, (bounds.height() - size.height()) / 2
    return QRectF(left, top, size.width(), size.height())


class Preview(QWidget):
    """Shows the newest picture in its own shape, at the screen's own resolution."""

    def __init__(self, mirrored: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_slate = True
        self._mirrored = mirrored
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Preview of what others see")

    @Slot(QImage, bool)
    def show_picture(self, image: QImage, is_slate: bool) -> None:
        """Show another picture; a slate is never mirrored, since it holds words."""
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture with round corners."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._image.isNull():
            painter.setBrush(QColor(SURFACE))
            painter.drawRoundedRect(fitted(_WIDE, self.size()), _RADIUS, _RADIUS)
            return
        target = fitted(self._image.size(), self.size())
        # A clip path would leave jagged corners; a rounded rectangle filled with the picture does not.
        brush = QBrush(self._image)
        brush.setTransform(self._placement(target))
        painter.setBrush(brush)
        painter.drawRoundedRect(target, _RADIUS, _RADIUS)

    def _placement(self, target: QRectF) -> QTransform:
        """Map the picture's pixels onto `target`; the painter adds the screen's own scale."""
        scale = target.width() / self._image.width()
        if self._mirrored and not self._is_slate:
            return QTransform(-scale, 0, 0, scale, target.right(), target.top())
        return QTransform(scale, 0, 0, scale, target.left(), target.top())
