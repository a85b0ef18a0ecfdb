"""Places in painted widgets, which are mirrored in a right-to-left language as the layouts are.

`QPainter.drawText` mirrors alignments by itself.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ACROSS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


def direction_of(widget: QWidget) -> int:
    """Return 1 where the widget reads from left to right, -1 where it reads from right to left."""
    return -1 if widget.isRightToLeft() else 1


def key_step(widget: QWidget, key: int) -> int | None:
    """Return by how many items an arrow key moves along the items of a widget: 1 or -1; None for any other key."""
    step = _STEPS.get(Qt.Key(key))
    return step * direction_of(widget) if step is not None and key in _ACROSS else step


def mirrored_x(widget: QWidget, x: float) -> float:
    """Return the place of an `x` that is meant for a widget from left to right."""
    return widget.width() - x if widget.isRightToLeft() else x


def mirrored_area(widget: QWidget, area: QRectF) -> QRectF:
    """Return the place of an area that is meant for a widget from left to right."""
    left = widget.width() - area.right() if widget.isRightToLeft() else area.left()
    return QRectF(left, area.top(), area.width(), area.height())
