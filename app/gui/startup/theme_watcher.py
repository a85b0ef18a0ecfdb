"""Applies the theme and the size of the system's text, and follows them while the window is open."""

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.session.settings_store import SettingsStore
from app.gui.theme.palette import Theme
from app.gui.theme.style import apply_style, system_point_size


class ThemeWatcher(QObject):
    """Applies the theme of the settings, and again when the settings or the system's theme or text size change.

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
        self._point_size = system_point_size()
        apply_style(application, self._theme)
        store.changed.connect(self._follow_settings)
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def watch(self, window: QWidget) -> None:
        """Follow the size of the system's text, of which Qt informs every window."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Apply another size of the text."""
        if event.type() is QEvent.Type.ThemeChange and self._point_size != system_point_size():
            self._point_size = system_point_size()
            self._apply()
        return super().eventFilter(watched, event)

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
