"""Key presses in every window of the application, before its widgets get them."""

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow


class KeyPresses(QObject):
    """Base of classes that act on keys which Qt's shortcuts left.

    A window gets a key only after the shortcuts did, so an ordinary shortcut of the same key is not called twice.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def press(self, event: QKeyEvent) -> bool:
        """Handle a press, and return whether to keep it from the window."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass on key presses."""
        return isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.press(event)

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # Qt moves a filter that is installed already; it does not add it twice.
            window.installEventFilter(self)
