"""The settings that persist between runs: held while the window is open, and written to disk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.config import AppConfig
from app.core.errors import BisenetBgError
from app.gui.session.task_thread import TaskThread
from app.settings.model import Settings
from app.settings.persistence import noted

_WRITE_DELAY_MS = 500


class SettingsStore(QObject):
    """Holds the `Settings`; widgets that show one of them listen to `changed`. Lives in the GUI thread.

    Args:
        settings: as read from disk.
        started: the configuration that the window starts with, where it differs from the stored one.

    Signals:
        changed: the `Settings`, after every change.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings, started: AppConfig | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._in_use = started or settings.config

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self._settings

    def change(self, **fields: Any) -> None:
        """Set fields of `Settings`."""
        settings = replace(self._settings, **fields)
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    @Slot(object)
    def note(self, config: AppConfig) -> None:
        """Store the differences between the configuration in use and the previous one."""
        before, self._in_use = self._in_use, config
        self.change(config=noted(self._settings.config, before, config))

    def forget(self) -> None:
        """Reset everything to the defaults of a first start."""
        self.change(**vars(Settings()))


class SettingsWriter(QObject):
    """Writes the settings soon after each change and at the end. Lives in the GUI thread; a separate thread writes.

    Args:
        store: holds the settings.
        save: writes them; may be slow, and raises a `BisenetBgError` on failure.

    Signals:
        failed: a sentence, the first time that writing fails.
    """

    failed = Signal(str)

    def __init__(self, store: SettingsStore, save: Callable[[Settings], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._save = save
        # Belongs to the writing thread until that has ended. The file may be damaged or of an older version, so it is
        # written once even if nothing changes.
        self._written: Settings | None = None
        self._has_failed = False
        self._tasks = TaskThread("settings", self)
        # Dragging a slider changes the settings every few milliseconds.
        self._timer = QTimer(self, singleShot=True, interval=_WRITE_DELAY_MS)
        self._timer.timeout.connect(self._write_soon)
        store.changed.connect(self._timer.start)

    def stop(self) -> list[str]:
        """Write unsaved changes, end the thread, and return its name if it did not end in time."""
        self._store.changed.disconnect(self._timer.start)
        self._timer.stop()
        late = self._tasks.stop()
        # A disk that blocks the thread would block here too.
        if not late:
            try:
                self._write(self._store.settings)
            except BisenetBgError as error:
                self._report(error)
        return late

    @Slot()
    def _write_soon(self) -> None:
        settings = self._store.settings
        self._tasks.run(lambda: self._write(settings), lambda done: None, self._report)

    def _write(self, settings: Settings) -> None:
        if settings != self._written:
            self._save(settings)
            self._written = settings

    @Slot(object)
    def _report(self, error: BisenetBgError) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(str(error))
