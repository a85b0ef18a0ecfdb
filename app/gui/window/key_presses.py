"""Key presses in every window of the application, before its widgets get them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

# Handles a press, and returns whether to keep it from the window.
Handler = Callable[[QKeyEvent], bool]


class KeyPresses(QObject):
    """Offers the key presses that Qt's shortcuts left to handlers, in their order, until one takes the press.

    A window gets a key only after the shortcuts did, so an ordinary shortcut of the same key is not called twice.

    Args:
        handlers: the first one gets every press.
        parent: owns this object.
    """

    def __init__(self, handlers: Sequence[Handler], parent: QObject) -> None:
        super().__init__(parent)
        self._handlers = handlers
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer key presses to the handlers."""
        if not (isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress):
            return False
        return any(handler(event) for handler in self._handlers)

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # Qt moves a filter that is installed already; it does not add it twice.
            window.installEventFilter(self)
