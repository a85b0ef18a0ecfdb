"""Writes what is remembered, soon after it changed and at the end."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import BisenetBgError
from app.gui.session.settings_store import SettingsStore
from app.gui.session.task_thread import TaskThread
from app.settings.model import Settings

_PAUSE_MS = 500


class SettingsWriter(QObject):
    """Lives in the GUI thread; a thread of its own writes.

    Args:
        memory: what to write.
        save: writes; may be slow, and raises a `BisenetBgError` where it cannot.

    Signals:
        failed: a sentence, the first time that nothing could be written.
    """

    failed = Signal(str)

    def __init__(self, memory: SettingsStore, save: Callable[[Settings], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._save = save
        # Belongs to the thread that writes, until that has ended. The file may hold what could not be read, or an older
        # form, so it is written once even where nothing changes.
        self._written: Settings | None = None
        self._told = False
        self._tasks = TaskThread("settings", self)
        # A slider that is dragged changes something every few milliseconds.
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._write_soon)
        memory.changed.connect(self._timer.start)

    def stop(self) -> list[str]:
        """Write what is not written yet, end the thread, and return its name if it did not end in time."""
        self._memory.changed.disconnect(self._timer.start)
        self._timer.stop()
        late = self._tasks.stop()
        # A disk that hangs would hang here too.
        if not late:
            try:
                self._write(self._memory.settings)
            except BisenetBgError as error:
                self._tell(error)
        return late

    @Slot()
    def _write_soon(self) -> None:
        settings = self._memory.settings
        self._tasks.run(lambda: self._write(settings), lambda done: None, self._tell)

    def _write(self, settings: Settings) -> None:
        if settings != self._written:
            self._save(settings)
            self._written = settings

    @Slot(object)
    def _tell(self, error: BisenetBgError) -> None:
        if not self._told:
            self._told = True
            self.failed.emit(str(error))
