"""Scrolling to what has to be seen."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QWidget


def show_whole(widget: QWidget) -> None:
    """Scroll all areas in which a widget lies, where it is not seen whole."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            place = QRect(widget.mapTo(area.viewport(), QPoint()), widget.size())
            if not area.viewport().rect().contains(place):
                area.ensureWidgetVisible(widget)
        area = area.parentWidget()
