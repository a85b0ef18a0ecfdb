"""The panic key in menus, lists and dialogs, which Qt's shortcuts do not reach."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow


class PanicKey(QObject):
    """Calls a function when a key is pressed in any window of the application, whatever is open there.

    A window gets a key only after the shortcuts did, so an ordinary shortcut of the same key is not called twice.

    Args:
        sequence: one key with its modifiers, in Qt's notation.
        act: called for each press.
        parent: owns this object.
    """

    def __init__(self, sequence: str, act: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._key: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[index]
        self._act = act
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Act on the key, and keep it from the window."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        is_key = event.keyCombination() == self._key
        if is_key:
            self._act()
        return is_key

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # Qt moves a filter that is installed already; it does not add it twice.
            window.installEventFilter(self)
