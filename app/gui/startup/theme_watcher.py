"""The theme, followed while the window is open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from app.gui.session.settings_store import SettingsStore
from app.gui.theme.palette import Theme
from app.gui.theme.style import apply_style


class ThemeWatcher(QObject):
    """Dresses the application as its settings say, and anew where they or the system's theme change.

    Args:
        application: to dress.
        memory: tells the theme.
    """

    def __init__(self, application: QApplication, memory: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._memory = memory
        self._refresh: Callable[[], None] = lambda: None
        self._theme = self._chosen()
        apply_style(application, self._theme)
        memory.changed.connect(self._follow)
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def refresh_with(self, refresh: Callable[[], None]) -> None:
        """Call this too after each change, for what was drawn before."""
        self._refresh = refresh

    def _chosen(self) -> Theme:
        return Theme(self._memory.settings.theme)

    @Slot()
    def _follow(self) -> None:
        if self._chosen() is not self._theme:
            self._theme = self._chosen()
            self._dress()

    @Slot()
    def _follow_system(self) -> None:
        if self._theme is Theme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        apply_style(self._application, self._theme)
        self._refresh()
