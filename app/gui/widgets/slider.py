"""Horizontal slider whose handle jumps to where it is clicked; it begins at the right in right-to-left languages."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from app.gui.theme.mirroring import mirrored_x
from app.gui.theme.palette import colours
from app.gui.theme.style import RING
from app.gui.widgets.painted import FocusRing, Painted

# Page Up and Page Down divide the range into this many steps.
_PAGES = 10
_HEIGHT = 26
_GROOVE = 4.0
_HANDLE = 8.0


class Slider(Painted, QSlider):
    """Ignores the wheel, so that the page around it scrolls.

    Args:
        low, high: first and last position.
        origin: position from which the bar is drawn, with a mark there; None for the end with the first position.
    """

    def __init__(self, low: int, high: int, origin: int | None, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._origin = origin
        # Distance from the centre of the handle to the mouse that holds it.
        self._grip = 0.0
        self._number: Callable[[int], float] = float
        self._words: Callable[[int], str] = str
        self.setRange(low, high)
        self.setPageStep(max(1, (high - low) // _PAGES))
        self.make_interactive()

    def set_values(self, number: Callable[[int], float], words: Callable[[int], str]) -> None:
        """Set what the positions mean for screen readers.

        Args:
            number: returns the number that the window shows for a position; higher for each next position.
            words: returns the number with its unit, or the words that stand for it.
        """
        self._number, self._words = number, words

    def number(self, position: int) -> float:
        """Return the number that the window shows for a position."""
        return self._number(position)

    def position_of(self, number: float) -> int:
        """Return the position whose number is nearest."""
        return min(range(self.minimum(), self.maximum() + 1), key=lambda position: abs(self._number(position) - number))

    def shown_value(self) -> str:
        """Return what the window shows for the position of the handle."""
        return self._words(self.sliderPosition())

    def sizeHint(self) -> QSize:
        """Return a size for a narrow panel."""
        return QSize(160, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which the slider can be aimed at."""
        return QSize(80, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grip the handle, and move it under the mouse unless it is there already."""
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        distance = event.position().x() - self._x(self.sliderPosition())
        self._grip = distance if abs(distance) <= _HANDLE else 0.0
        self.setSliderDown(True)
        if not self._grip:
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self.isSliderDown():
            self._move_to(event.position().x() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release the handle."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Release the handle, since a hidden widget does not receive the button's release."""
        self.setSliderDown(False)
        super().hideEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paint(self, painter: QPainter) -> None:
        """Paint the groove, the bar from origin to value, and the handle."""
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        self._paint_bar(painter, 0, self.width(), colours().line)
        handle = self._x(self.sliderPosition())
        origin = mirrored_x(self, 0.0) if self._origin is None else self._x(self._origin)
        if self._origin is not None:
            painter.drawRoundedRect(QRectF(origin - 1.5, middle - 6, 3, 12), 1.5, 1.5)
        if self.isEnabled() and (self._origin is not None or self.value() > self.minimum()):
            self._paint_bar(painter, min(origin, handle), max(origin, handle), colours().accent)
        lit = self.isEnabled() and (self.underMouse() or self.isSliderDown())
        enabled = colours().accent_hover if lit else colours().text
        painter.setBrush(QColor(enabled if self.isEnabled() else colours().muted))
        painter.drawEllipse(QPointF(handle, middle), _HANDLE, _HANDLE)

    def focus_ring(self) -> FocusRing:
        """Return a circle around the handle."""
        radius = _HANDLE + 3
        left, top = self._x(self.sliderPosition()) - radius, self.height() / 2 - radius
        return FocusRing(QRectF(left, top, 2 * radius, 2 * radius), radius)

    def _paint_bar(self, painter: QPainter, left: float, right: float, colour: str) -> None:
        painter.setBrush(QColor(colour))
        bar = QRectF(left, (self.height() - _GROOVE) / 2, right - left, _GROOVE)
        painter.drawRoundedRect(bar, _GROOVE / 2, _GROOVE / 2)

    def _move_to(self, x: float) -> None:
        travelled, width = round(mirrored_x(self, x) - _HANDLE - RING), round(self._travel())
        self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), travelled, width))

    def _x(self, position: int) -> float:
        share = (position - self.minimum()) / max(1, self.maximum() - self.minimum())
        return mirrored_x(self, RING + _HANDLE + share * self._travel())

    def _travel(self) -> float:
        """Return the length of the handle's path, in points."""
        return self.width() - 2 * (RING + _HANDLE)
