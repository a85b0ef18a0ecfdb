"""Decides between the desktop's file dialog and the built-in one."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.desktop.portal_status import PortalStatus
from app.gui.dialogs.pickers import use_desktop_dialog
from app.gui.session.desktop_portal import DesktopPortal
from app.gui.session.settings_store import SettingsStore
from app.settings.model import FileDialog

# Exists in a Flatpak, which sees the user's files only through the portal.
_FLATPAK = Path("/.flatpak-info")


class FileDialogs(QObject):
    """Follows the portal and the settings. Lives in the GUI thread."""

    def __init__(self, portal: DesktopPortal, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._portal = portal
        self._store = store
        portal.changed.connect(self._choose)
        store.changed.connect(self._choose)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        uses_desktop = uses_desktop_dialog(self._store.settings.file_dialog, self._portal.status, _FLATPAK.exists())
        use_desktop_dialog(self._portal.choose_files if uses_desktop else None)


def uses_desktop_dialog(choice: str, status: PortalStatus, is_sandboxed: bool) -> bool:
    """Return whether the desktop's file dialog is used.

    The panic key of the window does not work in that dialog, so by default it is used only where a global key does.

    Args:
        choice: the setting, a value of `FileDialog`.
        status: of the portal.
        is_sandboxed: whether the program sees the user's files only through the portal.
    """
    if not status.has_file_dialog or choice == FileDialog.BUILT_IN.value:
        return False
    return choice == FileDialog.DESKTOP.value or is_sandboxed or status.hides_everywhere
