"""Files are looked at again and again, but never twice at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.backgrounds.file_watch import FileWatch
from app.gui.session.task_thread import TaskThread


class Looks:
    """A watch on one file; `asked` and `changed` count."""

    def __init__(self, path: Path) -> None:
        self.parent = QObject()
        self.tasks = TaskThread("looks", self.parent)
        self.path = path
        self.asked = 0
        self.changed: list[Path] = []
        self.watch = FileWatch(self.tasks, self._files, self.parent)
        self.watch.changed.connect(self.changed.append)

    def look(self, qtbot: QtBot) -> None:
        """Look, and wait until that has ended."""
        self.watch.check()
        with qtbot.waitCallback() as ended:
            self.tasks.run(lambda: None, ended, ended)

    def _files(self) -> list[Path]:
        self.asked += 1
        return [self.path]


@pytest.fixture
def looks(qtbot: QtBot, tmp_path: Path) -> Iterator[Looks]:
    """A watch on a file that is not there."""
    made = Looks(tmp_path / "file")
    yield made
    assert made.tasks.stop() == []


def test_a_file_that_comes_changes_and_goes_is_told_each_time(looks: Looks, qtbot: QtBot) -> None:
    looks.watch.note(looks.path)
    looks.look(qtbot)
    assert looks.changed == []
    for number, words in enumerate(("one", "three"), 1):
        looks.path.write_text(words)
        looks.look(qtbot)
        looks.look(qtbot)
        assert looks.changed == [looks.path] * number
    looks.path.unlink()
    looks.look(qtbot)
    assert looks.changed == [looks.path] * 3


def test_a_slow_disk_is_not_asked_twice(looks: Looks, qtbot: QtBot) -> None:
    gate = threading.Event()
    looks.tasks.run(lambda: gate.wait(5), lambda result: None, lambda error: None)
    for _ in range(3):
        looks.watch.check()
    assert looks.asked == 1
    gate.set()
    with qtbot.waitCallback() as ended:
        looks.tasks.run(lambda: None, ended, ended)
    looks.look(qtbot)
    assert looks.asked == 2
