"""A slider that goes where it is clicked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from app.gui.theme.palette import colours
from app.gui.theme.style import RING

# Page Up and Page Down move it by so many of all its positions.
_PAGES = 10
_HEIGHT = 26
_GROOVE = 4.0
_HANDLE = 8.0


class Slider(QSlider):
    """Leaves the wheel to what scrolls around it.

    Args:
        low, high: the first and the last position.
        origin: from where the bar is drawn, with a mark there; None for the left end.
    """

    def __init__(self, low: int, high: int, origin: int | None, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._origin = origin
        self._grip = 0.0
        self.setRange(low, high)
        self.setPageStep(max(1, (high - low) // _PAGES))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return what suits a narrow panel."""
        return QSize(160, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return what can still be aimed at."""
        return QSize(80, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle under the mouse, unless it is there already."""
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        off = event.position().x() - self._x(self.sliderPosition())
        self._grip = off if abs(off) <= _HANDLE else 0.0
        self.setSliderDown(True)
        if not self._grip:
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the handle along."""
        if self.isSliderDown():
            self._go(event.position().x() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go as well: a button that is let go elsewhere is not heard of."""
        self.setSliderDown(False)
        super().hideEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change nothing: who scrolls past it means the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groove, what lies between default and value, the handle and its focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        self._paint_bar(painter, 0, self.width(), colours().line)
        handle = self._x(self.sliderPosition())
        origin = 0.0 if self._origin is None else self._x(self._origin)
        if self._origin is not None:
            painter.drawRoundedRect(QRectF(origin - 1.5, middle - 6, 3, 12), 1.5, 1.5)
        if self.isEnabled() and (self._origin is not None or self.value() > self.minimum()):
            self._paint_bar(painter, min(origin, handle), max(origin, handle), colours().accent)
        lit = self.isEnabled() and (self.underMouse() or self.isSliderDown())
        known = colours().accent_hover if lit else colours().text
        painter.setBrush(QColor(known if self.isEnabled() else colours().muted))
        painter.drawEllipse(QPointF(handle, middle), _HANDLE, _HANDLE)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawEllipse(QPointF(handle, middle), _HANDLE + 3, _HANDLE + 3)

    def _paint_bar(self, painter: QPainter, left: float, right: float, colour: str) -> None:
        painter.setBrush(QColor(colour))
        bar = QRectF(left, (self.height() - _GROOVE) / 2, right - left, _GROOVE)
        painter.drawRoundedRect(bar, _GROOVE / 2, _GROOVE / 2)

    def _go(self, x: float) -> None:
        left, width = round(x - _HANDLE - RING), round(self._room())
        self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), left, width))

    def _x(self, position: int) -> float:
        share = (position - self.minimum()) / max(1, self.maximum() - self.minimum())
        return RING + _HANDLE + share * self._room()

    def _room(self) -> float:
        return self.width() - 2 * (RING + _HANDLE)
