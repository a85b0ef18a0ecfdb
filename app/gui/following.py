"""Scrolling to whatever gets the focus."""

from PySide6.QtCore import QObject, QPoint, QRect, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class Following(QObject):
    """Lets pages of a window scroll to what gets the focus, also from outside of them, which Qt's own do not.

    Args:
        window: whose pages these are.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, _: QWidget | None, widget: QWidget | None) -> None:
        if widget is None or widget is self._last or widget.window() is not self._window:
            # Neither a window that was away nor a list that was open moves what its user scrolled to.
            return
        self._last = widget
        # What is under the mouse stays there, or the button would come up over something else.
        if not QGuiApplication.mouseButtons():
            show_whole(widget)


def show_whole(widget: QWidget) -> None:
    """Scroll all areas in which a widget lies, where it is not seen whole."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            place = QRect(widget.mapTo(area.viewport(), QPoint()), widget.size())
            if not area.viewport().rect().contains(place):
                area.ensureWidgetVisible(widget)
        area = area.parentWidget()
