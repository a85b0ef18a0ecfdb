"""Applies the theme and keeps it up to date while the window is open."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.gui.session.settings_store import SettingsStore
from app.gui.theme.palette import Theme
from app.gui.theme.style import apply_style


class ThemeWatcher(QObject):
    """Applies the theme of the settings, and again when the settings or the system's theme change.

    Args:
        application: the application to style.
        store: holds the theme.
        parent: of this object.

    Signals:
        applied: the style has changed, so that cached icons are out of date.
    """

    applied = Signal()

    def __init__(self, application: QApplication, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._store = store
        self._theme = self._chosen()
        apply_style(application, self._theme)
        store.changed.connect(self._follow_settings)
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _chosen(self) -> Theme:
        return Theme(self._store.settings.theme)

    @Slot()
    def _follow_settings(self) -> None:
        if self._chosen() is not self._theme:
            self._theme = self._chosen()
            self._apply()

    @Slot()
    def _follow_system(self) -> None:
        if self._theme is Theme.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        apply_style(self._application, self._theme)
        self.applied.emit()
