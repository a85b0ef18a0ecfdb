"""Whether files have come, gone or changed, looked at now and then, away from the GUI thread."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.gui.session.task_thread import TaskThread

_LOOK_MS = 5000

# When a file was written and its size; None where there is none.
Stamp = tuple[int, int] | None


class FileWatch(QObject):
    """Looks while it is told to, and never again before the last look has ended: a network's disk may take long.

    Args:
        tasks: where it looks.
        files: returns what to look at.

    Signals:
        changed: the `Path` of a file that is another than when it was noted, or seen last.
    """

    changed = Signal(object)

    def __init__(self, tasks: TaskThread, files: Callable[[], Iterable[Path]], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._files = files
        self._stamps: dict[Path, Stamp] = {}
        self._is_looking = False
        self.timer = QTimer(self, interval=_LOOK_MS)
        self.timer.timeout.connect(self.look)

    def note(self, path: Path) -> None:
        """Keep how a file is before it is read."""
        self._tasks.run(partial(_stamps, [path]), self._stamps.update, lambda error: None)

    @Slot()
    def look(self) -> None:
        """Look once."""
        if not self._is_looking:
            self._is_looking = True
            self._tasks.run(partial(_stamps, list(self._files())), self._compare, lambda error: self._compare({}))

    def _compare(self, found: dict[Path, Stamp]) -> None:
        self._is_looking = False
        others = [path for path, stamp in found.items() if self._stamps.get(path, stamp) != stamp]
        self._stamps.update(found)
        for path in others:
            self.changed.emit(path)


def _stamps(paths: Iterable[Path]) -> dict[Path, Stamp]:
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
