"""Where a window may stand; no window."""

from collections.abc import Sequence

from PySide6.QtCore import QRect

Geometry = tuple[int, int, int, int]
# Of the upper edge, which a window is held by.
_HELD_BY = 40


def standing(geometry: Geometry | None, screens: Sequence[QRect]) -> QRect | None:
    """Return where a window stood, no larger than its screen; None where that screen is gone.

    Args:
        geometry: left, top, width and height.
        screens: what of each can be used.
    """
    if geometry is None:
        return None
    place = QRect(*geometry)
    found = (
        QRect(place.topLeft(), place.size().boundedTo(screen.size())) for screen in screens if _held(place, screen)
    )
    return next((smaller for smaller in found if any(_held(smaller, screen) for screen in screens)), None)


def _held(place: QRect, screen: QRect) -> bool:
    return screen.contains(QRect(place.center().x() - _HELD_BY // 2, place.top(), _HELD_BY, _HELD_BY))
