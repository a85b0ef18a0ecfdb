"""The icon in the system tray, if there is one; while it is shown, closing the window leaves the program running."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.gui.session.messages import Message, Topic
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.window_status import WindowStatus
from app.gui.theme.icons import tray_icon
from app.gui.window.main_window import MainWindow
from app.gui.window.minimising import MinimisedStart, is_minimised
from app.language import N_, _

# After a login the tray may appear seconds after the programs that start automatically.
_ATTEMPTS = 30
_ATTEMPT_MS = 1000
_KEEPS_RUNNING = N_("bisenet-bg keeps running in the tray. Use its icon there to open the window or to quit.")
_NOT_MINIMISED = N_("Your desktop does not minimise windows, so this one is open.")
_CLICKS = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)


class Tray(QObject):
    """Shows the icon while the setting "Keep running when closed" is on. Lives in the GUI thread.

    Args:
        window: opened from the tray, and hidden there when it is closed.
        session: performs the entries of the menu.
        store: of the settings.
        icon: of the application.
        tray_class: creates the icon and reports whether there is a tray.
    """

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        store: SettingsStore,
        icon: QIcon,
        tray_class: type[QSystemTrayIcon] = QSystemTrayIcon,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._store = store
        self._plain = icon
        self._tray_class = tray_class
        self._icon: QSystemTrayIcon | None = None
        self._view: WindowStatus | None = None
        # Whether to hide the minimised window as soon as there is a tray.
        self._hides_window = False
        self._minimised: MinimisedStart | None = None
        self._attempts = _ATTEMPTS
        self._timer = QTimer(self, interval=_ATTEMPT_MS)
        self._timer.timeout.connect(self.update)
        self.menu = QMenu(window)
        self._status = self._entry("", lambda: None)
        self._status.setEnabled(False)
        self.show_window = self._entry(_("Show window"), window.bring_to_front)
        self.menu.addSeparator()
        self.switch = self._entry("", self._toggle_camera)
        self.hide_me = self._entry("", self._toggle_hidden)
        self.menu.addSeparator()
        self.quit = self._entry(_("Quit"), window.quit)
        session.view.connect(self._show_view)
        store.changed.connect(self.update)
        window.ended.connect(self.stop)
        window.keeps_running = self._keeps_running

    @property
    def icon(self) -> QSystemTrayIcon | None:
        """The icon on display; None while there is none."""
        return self._icon

    def open_window(self, minimised: bool) -> None:
        """Show the window, or start without it: in the tray if the setting is on, minimised until there is a tray."""
        self.update()
        if not minimised:
            self._window.show()
        elif self._icon is None:
            self._hides_window = True
            self._minimised = MinimisedStart(self._window, self._say_not_minimised)
            self._window.called.connect(self._minimised.stop)

    @Slot()
    def update(self) -> None:
        """Show or remove the icon according to the settings; without a tray yet, try again later."""
        is_on = self._store.settings.keep_in_tray
        if is_on and self._icon is None and self._tray_class.isSystemTrayAvailable():
            self._show_icon()
        elif not is_on and self._icon is not None:
            self._remove_icon()
        self._attempts -= 1
        if is_on and self._icon is None and self._attempts > 0:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def stop(self) -> None:
        """Remove the icon for good."""
        self._timer.stop()
        self._attempts = 0
        if self._minimised is not None:
            self._minimised.stop()
        self._remove_icon()

    def _show_icon(self) -> None:
        self._icon = self._tray_class(self)
        # Without one, Qt complains when it is shown.
        self._icon.setIcon(self._plain)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._click)
        self._describe()
        self._icon.show()
        if self._hides_window and is_minimised(self._window):
            self._window.hide()
        if self._minimised is not None:
            self._minimised.stop()
        self._hides_window = False

    def _remove_icon(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _keeps_running(self) -> bool:
        """Return whether the closed window keeps running: only while the tray really shows the icon."""
        if self._icon is None or not self._icon.isVisible() or not self._tray_class.isSystemTrayAvailable():
            return False
        if not self._store.settings.tray_notice_shown:
            self._store.change(tray_notice_shown=True)
            if self._tray_class.supportsMessages():
                self._icon.showMessage("bisenet-bg", _(_KEEPS_RUNNING), self._plain)
            else:
                self._session.show(Message(_(_KEEPS_RUNNING), is_error=False, topic=Topic.PROGRAM, stays=True))
        return True

    def _say_not_minimised(self) -> None:
        self._session.show(Message(_(_NOT_MINIMISED), is_error=False, topic=Topic.PROGRAM, stays=True))

    def _entry(self, label: str, act: Callable[[], object]) -> QAction:
        action = self.menu.addAction(label)
        action.triggered.connect(lambda _: act())
        return action

    def _toggle_camera(self) -> None:
        if self._view is not None:
            self._session.set_virtual_camera(not self._view.switch_on)

    def _toggle_hidden(self) -> None:
        if self._view is not None:
            self._session.set_hidden(not self._view.hidden)

    @Slot(object)
    def _click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in _CLICKS:
            self._window.bring_to_front()

    @Slot(object)
    def _show_view(self, view: WindowStatus) -> None:
        self._view = view
        self._status.setText(status_text(view))
        self.switch.setText(view.switch)
        self.hide_me.setText(_("Show me again") if view.hidden else _("Hide me"))
        self._describe()

    def _describe(self) -> None:
        if self._icon is not None and self._view is not None:
            self._icon.setIcon(tray_icon(self._plain, self._view.sending, self._view.hidden))
            self._icon.setToolTip(f"bisenet-bg · {status_text(self._view)}")


def status_text(view: WindowStatus) -> str:
    """Return the state in a few words."""
    return _("You are hidden · {headline}").format(headline=view.headline) if view.hidden else view.headline
