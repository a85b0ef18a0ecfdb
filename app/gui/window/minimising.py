"""Starting minimised, also where the desktop ignores a window that asks for it too early or at all."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

# A Wayland compositor reports neither that it minimises windows nor that it did. It stops drawing a minimised window,
# which Qt notices after some frames; a request before the window is on the screen is ignored.
_INTERVAL_MS = 200
_ATTEMPTS = 15
# How often to look whether the window is on the screen yet: for a minute.
_LOOKS = 300


class MinimisedStart(QObject):
    """Shows a window minimised. Lives in the GUI thread.

    Args:
        window: that is not shown yet.
        refused: called if the desktop does not minimise it.
    """

    def __init__(self, window: QWidget, refused: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._refused = refused
        self._attempts = _ATTEMPTS
        self._looks = _LOOKS
        self._was_on_screen = False
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self._try)
        if _on_wayland():
            window.show()
            self._timer.start()
        else:
            window.showMinimized()

    def stop(self) -> None:
        """Leave the window as it is."""
        self._timer.stop()

    @Slot()
    def _try(self) -> None:
        if not self._was_on_screen:
            self._was_on_screen = not is_minimised(self._window)
            self._looks -= 1
            if not self._looks:
                # Such as behind a locked screen.
                self._timer.stop()
        elif is_minimised(self._window):
            self._timer.stop()
        elif self._attempts:
            self._attempts -= 1
            self._window.showMinimized()
        else:
            self._timer.stop()
            self._refused()


def is_minimised(window: QWidget) -> bool:
    """Return whether a window is minimised; on Wayland, whether none of it is on a screen."""
    handle = window.windowHandle()
    if _on_wayland():
        return handle is not None and not handle.isExposed()
    return window.isMinimized()


def _on_wayland() -> bool:
    return QGuiApplication.platformName().startswith("wayland")
