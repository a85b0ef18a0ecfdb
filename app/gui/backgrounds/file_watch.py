"""Polls files for changes in a background thread."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.gui.session.task_thread import TaskThread

_INTERVAL_MS = 5000

# Time of the last write in nanoseconds, and size in bytes; None where there is no such file.
Stamp = tuple[int, int] | None


class FileWatch(QObject):
    """Checks files while its timer runs, one check at a time: a network drive may be slow.

    Args:
        tasks: the thread that reads the disk.
        files: returns the paths to check.
        parent: of this object.

    Signals:
        changed: the `Path` of a file that was created, deleted or written since it was noted or last checked.
    """

    changed = Signal(object)

    def __init__(self, tasks: TaskThread, files: Callable[[], Iterable[Path]], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._files = files
        self._stamps: dict[Path, Stamp] = {}
        self._is_checking = False
        self.timer = QTimer(self, interval=_INTERVAL_MS)
        self.timer.timeout.connect(self.check)

    def note(self, path: Path) -> None:
        """Store the stamp of a file that is about to be read."""
        self._tasks.run(partial(_stamps, [path]), self._stamps.update, lambda error: None)

    @Slot()
    def check(self) -> None:
        """Check all files once."""
        if not self._is_checking:
            self._is_checking = True
            self._tasks.run(partial(_stamps, list(self._files())), self._compare, lambda error: self._compare({}))

    def _compare(self, found: dict[Path, Stamp]) -> None:
        self._is_checking = False
        changed = [path for path, stamp in found.items() if self._stamps.get(path, stamp) != stamp]
        self._stamps.update(found)
        for path in changed:
            self.changed.emit(path)


def _stamps(paths: Iterable[Path]) -> dict[Path, Stamp]:
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
