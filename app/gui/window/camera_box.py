"""Combo box for choosing the camera."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.gui.session.window_status import CameraList
from app.gui.widgets.combo_box import ComboBox
from app.language import _

_REFRESH_MS = 2000


class CameraBox(ComboBox):
    """Lists the cameras, and asks for a fresh list every two seconds while it is visible.

    Signals:
        due: the list of cameras needs refreshing.
        about_to_open: the list is opening, so it must be up to date.
        chosen: key of the camera that the user selected.
    """

    due = Signal()
    about_to_open = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName(_("Camera"))
        self.setPlaceholderText(_("Looking for cameras…"))
        self.activated.connect(self._choose)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.due)

    @Slot(object)
    def show_cameras(self, cameras: CameraList) -> None:
        """Update the entries; an open list is left alone if they are the same."""
        if cameras.entries != self._entries:
            self._entries = cameras.entries
            is_open = self.view().isVisible()
            self.clear()
            for key, name in cameras.entries:
                self.addItem(name, key)
            if is_open:
                # An open list keeps its height until it is opened again.
                super().showPopup()
        self.setCurrentIndex(self.findData(cameras.current))

    def showPopup(self) -> None:
        """Open the list."""
        self.about_to_open.emit()
        super().showPopup()

    def showEvent(self, event: QShowEvent) -> None:
        """Start asking for fresh lists."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop asking for fresh lists."""
        super().hideEvent(event)
        self.stop()

    @Slot()
    def stop(self) -> None:
        """Stop asking for fresh lists until the box is shown again."""
        self._timer.stop()

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))
