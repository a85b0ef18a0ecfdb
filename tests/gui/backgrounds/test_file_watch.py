"""Files are checked again and again, but never twice at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.backgrounds.file_watch import FileWatch
from app.gui.session.task_thread import TaskThread


class Watched:
    """A watch on one file, with the number of checks and the changes that it found."""

    def __init__(self, path: Path) -> None:
        self.parent = QObject()
        self.tasks = TaskThread("watch", self.parent)
        self.path = path
        self.checks = 0
        self.changed: list[Path] = []
        self.watch = FileWatch(self.tasks, self._files, self.parent)
        self.watch.changed.connect(self.changed.append)

    def check(self, qtbot: QtBot) -> None:
        """Check the file, and wait for the result."""
        self.watch.check()
        with qtbot.waitCallback() as ended:
            self.tasks.run(lambda: None, ended, ended)

    def _files(self) -> list[Path]:
        self.checks += 1
        return [self.path]


@pytest.fixture
def watched(qtbot: QtBot, tmp_path: Path) -> Iterator[Watched]:
    """A watch on a file that does not exist."""
    made = Watched(tmp_path / "file")
    yield made
    assert made.tasks.stop() == []


def test_a_file_that_is_created_written_and_deleted_is_reported_each_time(watched: Watched, qtbot: QtBot) -> None:
    watched.watch.note(watched.path)
    watched.check(qtbot)
    assert watched.changed == []
    for number, words in enumerate(("one", "three"), 1):
        watched.path.write_text(words)
        watched.check(qtbot)
        watched.check(qtbot)
        assert watched.changed == [watched.path] * number
    watched.path.unlink()
    watched.check(qtbot)
    assert watched.changed == [watched.path] * 3


def test_a_slow_disk_is_read_once_at_a_time(watched: Watched, qtbot: QtBot) -> None:
    gate = threading.Event()
    watched.tasks.run(lambda: gate.wait(5), lambda result: None, lambda error: None)
    for _ in range(3):
        watched.watch.check()
    assert watched.checks == 1
    gate.set()
    with qtbot.waitCallback() as ended:
        watched.tasks.run(lambda: None, ended, ended)
    watched.check(qtbot)
    assert watched.checks == 2
