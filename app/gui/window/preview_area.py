"""The preview with the banner over its upper edge, so that no message moves the picture."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.preview.preview import Preview
from app.gui.window.banner import Banner

# Distance of the banner from the edges of the area, in points.
_INSET = 10
# Limits of the banner's height, in points and as a share of the window, which leave most of the picture visible.
_HIGHEST, _SHARE = 138, 0.2
# The same as a share of the preview, for a small window.
_PART = 0.5


class PreviewArea(QWidget):
    """Holds the preview, and places the banner over it."""

    def __init__(self, preview: Preview, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banner = banner
        # Before the preview in the tab order.
        banner.setParent(self)
        banner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(preview)
        banner.changed.connect(self.place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adapt the banner."""
        super().resizeEvent(event)
        self.place()

    @Slot()
    def place(self) -> None:
        """Give the banner the height that its message needs, as far as there is room."""
        width = self.width() - 2 * _INSET
        room = limit = self.height()
        if not self._banner.is_always_complete:
            limit = min(round(_PART * room), max(_HIGHEST, round(_SHARE * self.window().height())))
        height = min(self._banner.fit(width, limit, room), room)
        self._banner.setGeometry(_INSET, min(_INSET, (room - height) // 2), width, height)
        self._banner.raise_()
