"""Where a window may stand; no window."""

from collections.abc import Iterable

from PySide6.QtCore import QRect

Geometry = tuple[int, int, int, int]
# Of the upper edge, which a window is held by.
_HELD_BY = 40


def standing(geometry: Geometry | None, screens: Iterable[QRect]) -> QRect | None:
    """Return where a window stood, no larger than its screen; None where that screen is gone.

    Args:
        geometry: left, top, width and height.
        screens: what of each can be used.
    """
    if geometry is None:
        return None
    place = QRect(*geometry)
    handle = QRect(place.center().x() - _HELD_BY // 2, place.top(), _HELD_BY, _HELD_BY)
    screen = next((screen for screen in screens if screen.contains(handle)), None)
    return None if screen is None else QRect(place.topLeft(), place.size().boundedTo(screen.size()))
