"""The settings that the window remembers, while it runs."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.settings import Settings


class Memory(QObject):
    """Holds the `Settings`; whoever shows one of them listens to `changed`. Lives in the GUI thread.

    Signals:
        changed: the `Settings`, after every change.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

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
