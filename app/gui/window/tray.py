"""The icon in the system's tray, where there is one: the window can live on behind it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.gui.session.messages import Message, Topic
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.view_state import ViewState
from app.gui.theme.tray_icon import tray_icon
from app.gui.window.main_window import MainWindow

# After a login the tray may come seconds after the programs that start with it.
_TRIES = 30
_TRY_MS = 1000
_STAYS = "bisenet-bg goes on in the tray. Its icon there brings the window back or ends it."
_CLICKS = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)


class Tray(QObject):
    """Shows the icon while the user wants the window kept there, and says how it stands. Lives in the GUI thread.

    Args:
        window: to bring back, and to keep when it is closed.
        session: does what its menu offers.
        memory: tells whether the window is kept.
        icon: of the application.
        system: makes the icon, and knows whether there is a tray.
    """

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        memory: SettingsStore,
        icon: QIcon,
        system: type[QSystemTrayIcon] = QSystemTrayIcon,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._memory = memory
        self._plain = icon
        self._system = system
        self._icon: QSystemTrayIcon | None = None
        self._view: ViewState | None = None
        # Whether the window goes out of sight once there is a tray.
        self._leaving = False
        self._tries = _TRIES
        self._retry = QTimer(self, interval=_TRY_MS)
        self._retry.timeout.connect(self.look)
        self.menu = QMenu(window)
        self._state = self._entry("", lambda: None)
        self._state.setEnabled(False)
        self.show_window = self._entry("Show window", window.bring_to_front)
        self.menu.addSeparator()
        self.switch = self._entry("", self._switch)
        self.hide_me = self._entry("", self._hide_me)
        self.menu.addSeparator()
        self.quit = self._entry("Quit", window.quit)
        session.view.connect(self._show_view)
        memory.changed.connect(self.look)
        window.ended.connect(self.stop)
        window.stays = self._takes_window

    @property
    def icon(self) -> QSystemTrayIcon | None:
        """What is shown in the tray; None while nothing is."""
        return self._icon

    def open_window(self, minimised: bool) -> None:
        """Show the window, or start out of the way: in the tray if kept there, and until there is one minimised."""
        self.look()
        if not minimised:
            self._window.show()
        elif self._icon is None:
            self._leaving = True
            self._window.showMinimized()

    @Slot()
    def look(self) -> None:
        """See whether the icon is wanted, and whether there is a tray for it; if not yet, again later."""
        wanted = self._memory.settings.keep_in_tray
        if wanted and self._icon is None and self._system.isSystemTrayAvailable():
            self._show_icon()
        elif not wanted and self._icon is not None:
            self._drop_icon()
        self._tries -= 1
        if wanted and self._icon is None and self._tries > 0:
            self._retry.start()
        else:
            self._retry.stop()

    @Slot()
    def stop(self) -> None:
        """Show nothing any more."""
        self._retry.stop()
        self._tries = 0
        self._drop_icon()

    def _show_icon(self) -> None:
        self._icon = self._system(self)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._click)
        self._describe()
        self._icon.show()
        if self._leaving and self._window.isMinimized():
            self._window.hide()
        self._leaving = False

    def _drop_icon(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _takes_window(self) -> bool:
        """Say whether the window that is being closed lives on here; where nobody would find it, it does not."""
        if self._icon is None or not self._icon.isVisible() or not self._system.isSystemTrayAvailable():
            return False
        if not self._memory.settings.told_of_tray:
            self._memory.change(told_of_tray=True)
            if self._system.supportsMessages():
                self._icon.showMessage("bisenet-bg", _STAYS, self._plain)
            else:
                self._session.show(Message(_STAYS, is_error=False, topic=Topic.PROGRAM, stays=True))
        return True

    def _entry(self, words: str, do: Callable[[], object]) -> QAction:
        action = self.menu.addAction(words)
        action.triggered.connect(lambda _: do())
        return action

    def _switch(self) -> None:
        if self._view is not None:
            self._session.set_virtual_camera(not self._view.switch_on)

    def _hide_me(self) -> None:
        if self._view is not None:
            self._session.set_hidden(not self._view.hidden)

    @Slot(object)
    def _click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in _CLICKS:
            self._window.bring_to_front()

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self._view = view
        self._state.setText(tray_words(view))
        self.switch.setText(view.switch)
        self.hide_me.setText("Show me again" if view.hidden else "Hide me")
        self._describe()

    def _describe(self) -> None:
        if self._icon is not None and self._view is not None:
            self._icon.setIcon(tray_icon(self._plain, self._view.sending, self._view.hidden))
            self._icon.setToolTip(f"bisenet-bg · {tray_words(self._view)}")


def tray_words(view: ViewState) -> str:
    """Say in a few words how it stands."""
    return f"You are hidden · {view.headline}" if view.hidden else view.headline
