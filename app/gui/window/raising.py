"""Bringing the window to the front, and finding out whether the desktop did so."""

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

# Qt reads it when a window asks a Wayland compositor to be activated.
_TOKEN = "XDG_ACTIVATION_TOKEN"
# How long the desktop may take to activate the window: by the first way, and by the second.
_ACTIVATION_MS = 500
_SHOWING_MS = 1500

InFront = Callable[[bool], object]


class Raiser(QObject):
    """Brings a window to the front. Lives in the GUI thread.

    A Wayland compositor activates a window only for a token, which a program gets from the one that the user clicked.
    Where the window does not become active in time, it is hidden and shown again, which most desktops treat as a new
    window; and that is all a program can do.

    Args:
        window: to bring to the front.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[InFront] = []
        self._has_reshown = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._late)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._check)

    def bring(self, token: str, then: InFront) -> None:
        """Show the window in front of all others, even if it was hidden or minimised.

        Args:
            token: for the activation, from the program that asks for it; "" for none.
            then: called with whether the window is in front, within two seconds.
        """
        self._waiting.append(then)
        self._has_reshown = False
        if token:
            os.environ[_TOKEN] = token
        self._show()
        os.environ.pop(_TOKEN, None)
        self._timer.start(_ACTIVATION_MS)
        self._check()

    def stop(self) -> None:
        """Leave the window as it is, and report that it is not in front."""
        self._finish(False)

    def _show(self) -> None:
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    @Slot()
    def _check(self) -> None:
        if self._waiting and self._is_in_front():
            self._finish(True)

    def _is_in_front(self) -> bool:
        """Say whether the window, or a dialog of it, is active and on a screen."""
        handle = self._window.windowHandle()
        is_on_screen = handle is not None and handle.isExposed() and not self._window.isMinimized()
        return is_on_screen and QGuiApplication.focusWindow() is not None

    @Slot()
    def _late(self) -> None:
        is_covered = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if self._is_in_front() or self._has_reshown or is_covered:
            self._finish(self._is_in_front())
            return
        self._has_reshown = True
        self._window.hide()
        self._show()
        self._timer.start(_SHOWING_MS)

    def _finish(self, is_in_front: bool) -> None:
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then(is_in_front)
