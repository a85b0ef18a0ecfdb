"""Base class of the mouse and key tools in the preview, and the coordinates they work in."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

# Shares of width and height that an arrow key moves by; the larger one with Shift.
_STEP, _LARGE_STEP = 0.01, 0.05
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_SHORTCUT_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


@dataclass(frozen=True)
class Spot:
    """A point of the output, as others see it: (0, 0) is top left, (1, 1) bottom right; other values lie outside."""

    x: float
    y: float


@dataclass(frozen=True)
class Viewport:
    """Where and how the preview shows the output.

    Attributes:
        area: of the picture, in the widget's points.
        mirrored: whether left and right are swapped.
    """

    area: QRectF
    mirrored: bool

    def spot(self, point: QPointF) -> Spot:
        """Return the spot of the output under a point of the widget."""
        x = (point.x() - self.area.left()) / max(1.0, self.area.width())
        y = (point.y() - self.area.top()) / max(1.0, self.area.height())
        return Spot(1 - x if self.mirrored else x, y)

    def point(self, spot: Spot) -> QPointF:
        """Return the point of the widget at which a spot of the output is shown."""
        x = 1 - spot.x if self.mirrored else spot.x
        return QPointF(self.area.left() + x * self.area.width(), self.area.top() + spot.y * self.area.height())


def fitted(content: QSize, bounds: QSize) -> QRectF:
    """Return the largest rectangle in the aspect ratio of `content` that fits into `bounds`, centred."""
    size = QSizeF(content).scaled(QSizeF(bounds), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (bounds.width() - size.width()) / 2, (bounds.height() - size.height()) / 2
    return QRectF(left, top, size.width(), size.height())


def is_plain(event: QKeyEvent) -> bool:
    """Return whether a key was pressed without modifiers or with Shift only; others belong to shortcuts."""
    return not event.modifiers() & _SHORTCUT_MODIFIERS


def arrow_step(event: QKeyEvent, viewport: Viewport) -> tuple[float, float] | None:
    """Return the step of an arrow key; None for any other key.

    Returns:
        Shares of the output's width to the right and height downwards, as others see it. The direction of the key is
        that of the preview, which may be mirrored.
    """
    key = Qt.Key(event.key())
    if key not in _ARROWS:
        return None
    right, down = _ARROWS[key]
    step = _LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
    return (-right if viewport.mirrored else right) * step, down * step


class Tool:
    """Handles mouse, wheel and keys in the preview, which asks its tools in turn, the last one added first.

    The methods do nothing here, so that a tool overrides only those it needs.
    """

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Return whether this tool handles a press at `spot` and everything until the release."""
        return False

    def press(self, spot: Spot, button: Qt.MouseButton) -> None:
        """Handle a press that this tool takes."""

    def drag(self, spot: Spot) -> None:
        """Handle a movement with the button down."""

    def release(self, spot: Spot) -> None:
        """Handle the release of the button."""

    def hover(self, spot: Spot | None) -> None:
        """Handle a movement without a button; None when the mouse leaves the preview."""

    def double_click(self, spot: Spot) -> bool:
        """Return whether this tool has handled a double click."""
        return False

    def wheel(self, spot: Spot, turns: float) -> bool:
        """Return whether this tool has handled `turns` notches of the wheel, positive away from the user."""
        return False

    def key(self, event: QKeyEvent, viewport: Viewport) -> bool:
        """Return whether this tool has handled a key, pressed while the preview has the focus."""
        return False

    def uses(self, event: QKeyEvent) -> bool:
        """Return whether this tool uses the character that a key prints, which is then no shortcut."""
        return False

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Return the cursor for the action of a press at `spot`; None leaves it to the next tool."""
        return None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw over the picture."""
