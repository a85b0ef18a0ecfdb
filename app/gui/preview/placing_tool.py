"""Tool that moves and resizes the person in the preview."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent

from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.gui.key_positions import key_combination
from app.gui.preview.tool import Spot, Tool, Viewport, arrow_step, is_plain
from app.gui.session.session import Session

# Factors by which one notch of the wheel and one key press change the size.
_WHEEL_RATIO, _KEY_RATIO = 1.08, 1.04
_SIZES = {Qt.Key.Key_Plus: _KEY_RATIO, Qt.Key.Key_Equal: _KEY_RATIO, Qt.Key.Key_Minus: 1 / _KEY_RATIO}


class PlacingTool(Tool):
    """Dragging moves the person, the wheel resizes, a double click resets; arrows, plus, minus and 0 do the same.

    Inactive over a slate, which shows nobody.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shows_person = False
        self._grip: tuple[Spot, Look] | None = None
        session.picture.connect(self._show_picture)

    def takes(self, spot: Spot, viewport: Viewport) -> bool:
        """Take presses inside the picture."""
        return self._is_on_person(spot)

    def press(self, spot: Spot, button: Qt.MouseButton) -> None:
        """Grip the person."""
        if button is Qt.MouseButton.LeftButton:
            self._grip = (spot, self._session.config.look)
            self._session.hold(True)

    def drag(self, spot: Spot) -> None:
        """Move the person with the mouse."""
        if self._grip is None:
            return
        start, look = self._grip
        self._move(look.x + spot.x - start.x, look.y + spot.y - start.y)

    def release(self, spot: Spot) -> None:
        """Release the person."""
        if self._grip is not None:
            self._grip = None
            self._session.hold(False)

    def double_click(self, spot: Spot) -> bool:
        """Reset position and size."""
        if self._is_on_person(spot):
            self._reset()
            return True
        return False

    def wheel(self, spot: Spot, turns: float) -> bool:
        """Resize the person, who keeps the same spot on the lower edge."""
        if self._is_on_person(spot):
            self._resize(_WHEEL_RATIO**turns)
            return True
        return False

    def key(self, event: QKeyEvent, viewport: Viewport) -> bool:
        """Move, resize or reset."""
        if not self._shows_person or not is_plain(event):
            return False
        key, step = Qt.Key(event.key()), arrow_step(event, viewport)
        if step is not None:
            look = self._session.config.look
            self._move(look.x + step[0], look.y + step[1])
        elif key in _SIZES:
            self._resize(_SIZES[key])
        elif key_combination(event).key() == Qt.Key.Key_0:
            self._reset()
        else:
            return False
        return True

    def uses(self, event: QKeyEvent) -> bool:
        """Use plus and minus, which some keyboards have in the row of digits."""
        return self._shows_person and is_plain(event) and event.key() in _SIZES

    def cursor(self, spot: Spot, viewport: Viewport) -> Qt.CursorShape | None:
        """Show a hand over the picture."""
        if self._grip is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._is_on_person(spot) else None

    @Slot(object, bool)
    def _show_picture(self, _: object, is_slate: bool) -> None:
        self._shows_person = not is_slate
        if is_slate:
            # A slate is not mirrored, so the rest of this drag would have other coordinates.
            self.release(Spot(0, 0))

    def _is_on_person(self, spot: Spot) -> bool:
        return self._shows_person and 0 <= spot.x <= 1 and 0 <= spot.y <= 1

    def _move(self, x: float, y: float) -> None:
        self._session.adjust_look("place", x=_clamped("x", x), y=_clamped("y", y))

    def _resize(self, ratio: float) -> None:
        self._session.adjust_look("scale", scale=_clamped("scale", self._session.config.look.scale * ratio))

    def _reset(self) -> None:
        self._session.adjust_look(scale=DEFAULT_LOOK.scale, x=DEFAULT_LOOK.x, y=DEFAULT_LOOK.y)


def _clamped(name: str, value: float) -> float:
    return max(RANGES[name].low, min(round(value, 4), RANGES[name].high))
