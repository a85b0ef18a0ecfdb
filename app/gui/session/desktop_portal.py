"""The desktop's portal as the window uses it: keys that hide the user in front of every program, and file dialogs."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.desktop.file_chooser import FileQuery
from app.desktop.portal_status import HIDE_KEY, SHOW_KEY, Keys, Phase, PortalStatus
from app.gui.session.session import Session

if TYPE_CHECKING:
    from app.desktop.portal_client import PortalClient

# Takes the chosen paths, none if the user cancelled; None where the desktop opened no dialog.
Take = Callable[[Sequence[str] | None], object]


class DesktopPortal(QObject):
    """Connects the portal's thread with the session. Lives in the GUI thread, and stops with the session.

    A global key acts at once in the portal's thread, also while the window is busy.

    Args:
        session: hidden and shown by the global keys.

    Signals:
        changed: the `PortalStatus`, when it changed.
    """

    changed = Signal(object)
    _reported = Signal(object)
    _finished = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._status = PortalStatus()
        self._client: PortalClient | None = None
        self._reported.connect(self._show)
        self._finished.connect(self._call)
        session.ending.connect(self.stop)

    @property
    def status(self) -> PortalStatus:
        """The state of the portal."""
        return self._status

    def start(self, keys_wanted: bool) -> None:
        """Look for the portal, and with `keys_wanted` ask it for the global keys."""
        if not sys.platform.startswith("linux"):
            self._show(PortalStatus(Keys(Phase.UNAVAILABLE)))
            return
        # jeepney is installed on Linux only.
        from app.desktop.portal_client import PortalClient

        self._client = PortalClient(self._press, self._reported.emit)
        self._client.start(keys_wanted)

    def turn_keys(self, on: bool) -> None:
        """Ask for the global keys, or return them."""
        if self._client is not None:
            self._client.turn_keys(on)

    def configure_keys(self) -> None:
        """Open the desktop's settings of the global keys."""
        if self._client is not None:
            self._client.configure_keys()

    def choose_files(self, query: FileQuery, take: Take) -> None:
        """Open the desktop's file dialog, and pass what was chosen to `take` in the GUI thread."""
        if self._client is not None:
            self._client.choose_files(query, lambda paths: self._finished.emit(lambda: take(paths)))

    @Slot()
    def stop(self) -> None:
        """Return the global keys and close the dialog."""
        if self._client is not None:
            self._client.stop()
            self._client = None

    def _press(self, name: str) -> None:
        if name in (HIDE_KEY.name, SHOW_KEY.name):
            self._session.pause(name == HIDE_KEY.name)

    @Slot(object)
    def _show(self, status: PortalStatus) -> None:
        self._status = status
        self.changed.emit(status)

    @Slot(object)
    def _call(self, take: Callable[[], object]) -> None:
        # After the end nobody wants files any more.
        if self._client is not None:
            take()
