"""What mouse and keys do in the preview."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.gui.viewport import Spot, Viewport


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
