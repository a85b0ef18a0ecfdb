"""Helpers for tests of the render queue, with a fake program that processes the files."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.gui.record.job_list import JobRow
from app.gui.record.jobs import JobPhase
from app.gui.record.page import RecordPage
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click
from tests.gui.strip import files

Given = Callable[..., list[JobRow]]

# The file's name decides what it does. It logs its arguments; a new file "go" lets a slow one continue.
_PROGRAM = """
import json, os, signal, sys, threading, time
from pathlib import Path
*_, source, target = sys.argv
source, target = Path(source), Path(target)
with open(source.parent / "arguments.txt", "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
def wait():
    while os.read(0, 99):
        pass
    if "stubborn" not in source.name:
        os._exit(143)
threading.Thread(target=wait, daemon=True).start()
def say(**facts):
    print(json.dumps(facts), flush=True)
if "bad" in source.name and not (source.parent / "fixed").exists():
    print("bisenet-bg: It is empty. Give another file.", file=sys.stderr)
    sys.exit(2)
if "crash" in source.name:
    os.abort()
if "killed" in source.name:
    for number in (os.getpid(), 1):
        (target.parent / f".writing-{number}-abc.mp4").touch()
    os.kill(os.getpid(), signal.SIGKILL)
say(done=0, total=4)
if "stubborn" in source.name:
    (target.parent / f".writing-{os.getpid()}-abc.mp4").touch()
while "slow" in source.name and not (source.parent / "go").exists():
    say(done=1, total=4)
    time.sleep(0.01)
say(warning="The video is silent.")
target.write_text(source.name)
say(done=4, total=4)
"""


def record_page(window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch) -> RecordPage:
    """Open the page and return it; the program and the results are in `folder`."""
    (folder / "program.py").write_text(_PROGRAM)
    monkeypatch.setattr("app.gui.session.child_process.PROGRAM", (sys.executable, "-S", str(folder / "program.py")))
    window.store.change(folder=str(folder / "results"))
    click(window.side.button("Record"))
    found = window.findChild(RecordPage)
    assert isinstance(found, RecordPage)
    return found


def give(page: RecordPage, folder: Path, *names: str) -> list[JobRow]:
    """Drop files of these names and return their rows."""
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(b"x")
    drop(page, paths)
    return list(page.job_list.rows.values())[-len(names) :]


def enter(page: RecordPage, data: QMimeData) -> QDragEnterEvent:
    """Drag something over the drop zone."""
    event = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.setAccepted(False)
    QApplication.sendEvent(page.drop_zone, event)
    return event


def drop(page: RecordPage, paths: list[Path]) -> None:
    """Drop files on the drop zone."""
    data = files(*paths)
    assert enter(page, data).isAccepted()
    assert page.drop_zone.is_drag_over
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(page.drop_zone, event)
    assert not page.drop_zone.is_drag_over


def results(tmp_path: Path) -> dict[str, str]:
    """Return names and contents of the results."""
    folder = tmp_path / "results"
    return {path.name: path.read_text() for path in folder.iterdir()} if folder.is_dir() else {}


def phases(window: MainWindow) -> list[JobPhase]:
    return [job.phase for job in window.pages.record.queue.jobs]
