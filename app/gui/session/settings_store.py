"""The settings that the window remembers, while it runs."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.config import AppConfig
from app.settings.model import Settings
from app.settings.persistence import noted


class SettingsStore(QObject):
    """Holds the `Settings`; whoever shows one of them listens to `changed`. Lives in the GUI thread.

    Args:
        settings: as they were kept.
        started: what the window began with, where that is not what was kept.

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
        """What is remembered now."""
        return self._settings

    def change(self, **fields: Any) -> None:
        """Remember other values for fields of `Settings`."""
        settings = replace(self._settings, **fields)
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    @Slot(object)
    def note(self, config: AppConfig) -> None:
        """Remember what has changed in the configuration in use."""
        before, self._in_use = self._in_use, config
        self.change(config=noted(self._settings.config, before, config))

    def forget(self) -> None:
        """Remember nothing but what a first start begins with."""
        self.change(**vars(Settings()))
