"""What mouse and keys do in the preview."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.gui.preview.viewport import Spot, Viewport

# Of width and height, that an arrow moves by; more with Shift.
_STEP, _LONG_STEP = 0.01, 0.05
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NOT_OURS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def is_plain(event: QKeyEvent) -> bool:
    """Say whether a key came alone or with Shift, so that it can be a tool's."""
    return not event.modifiers() & _NOT_OURS


def arrow_step(event: QKeyEvent, viewport: Viewport) -> tuple[float, float] | None:
    """Return how far an arrow goes, in shares of the output to the right and down as others see it; None for no arrow.

    Left and right are those of the preview.
    """
    key = Qt.Key(event.key())
    if key not in _ARROWS:
        return None
    right, down = _ARROWS[key]
    step = _LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
    return (-right if viewport.mirrored else right) * step, down * step


class Tool:
    """Takes mouse, wheel and keys in the preview, which asks its tools in turn, the one that was added last first.

    Its methods do nothing here, so that a tool names only what it takes.
    """

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Say whether a press at `spot` is this tool's, with all that follows until the button is let go."""
        return False

    def press(self, spot: Spot, button: Qt.MouseButton) -> None:
        """A button went down."""

    def drag(self, spot: Spot) -> None:
        """The mouse moved with the button down."""

    def release(self, spot: Spot) -> None:
        """The button is up again."""

    def hover(self, spot: Spot | None) -> None:
        """The mouse moved with no button down; None when it left."""

    def double_click(self, spot: Spot) -> bool:
        """Say whether this tool took it."""
        return False

    def wheel(self, spot: Spot, turns: float) -> bool:
        """Say whether this tool took `turns` of the wheel, positive away from the user."""
        return False

    def key(self, event: QKeyEvent, viewport: Viewport) -> bool:
        """Say whether this tool took a key that was pressed while the preview has the focus."""
        return False

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Return the cursor for what a press would do; None leaves it to the next tool."""
        return None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw over the picture."""
