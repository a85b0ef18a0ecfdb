"""Mixin for widgets that paint themselves: render hints, focus ring, and the cursor over clickable widgets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.theme.palette import colours

# At run time the mixin has no Qt base, since a Qt class cannot have two of them.
if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object

_HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform


@dataclass(frozen=True)
class FocusRing:
    """Rounded outline that marks the widget with the keyboard focus.

    Attributes:
        area: centre line of the outline, in the widget's points.
        radius: of the corners, in points; half the side of a square gives a circle.
        on_accent: whether it surrounds something in the accent colour, where it takes the text colour instead.
    """

    area: QRectF
    radius: float
    on_accent: bool = False

    def draw(self, painter: QPainter) -> None:
        """Draw the outline, two points wide."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours().text if self.on_accent else colours().accent), 2))
        painter.drawRoundedRect(self.area, self.radius, self.radius)


class Painted(_Widget):
    """Paints with antialiasing, and draws the focus ring on top while the widget has the focus.

    Must come before the Qt class in the list of bases: `class Slider(Painted, QSlider)`.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the widget, then its focus ring."""
        painter = QPainter(self)
        painter.setRenderHints(_HINTS)
        self.paint(painter)
        ring = self.focus_ring() if self.hasFocus() else None
        if ring is not None:
            ring.draw(painter)

    def paint(self, painter: QPainter) -> None:
        """Paint everything but the focus ring."""
        raise NotImplementedError

    def focus_ring(self) -> FocusRing | None:
        """Return where the focus ring goes; None for a widget that draws none."""
        return None

    def make_interactive(self, focus: Qt.FocusPolicy = Qt.FocusPolicy.StrongFocus) -> None:
        """Show the pointing hand, repaint when the mouse enters or leaves, and take the focus by this policy."""
        self.setFocusPolicy(focus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
