"""Names that look like markup are shown as they are."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.config import AppConfig
from app.gui.record.job_row import JobRow
from app.gui.record.jobs import Job, Phase
from app.gui.record.page import RecordPage
from app.gui.window.main_window import MainWindow

NAME = "<h1>big"


def taken_for_markup(widget: QWidget) -> list[str]:
    """Return the words of labels and tooltips in which the name would be no text."""
    labels = [label for label in widget.findChildren(QLabel) if label.textFormat() is not Qt.TextFormat.PlainText]
    tips = [part.toolTip() for part in [widget, *widget.findChildren(QWidget)]]
    return [words for words in (*(label.text() for label in labels), *tips) if NAME in words]


def test_of_the_folder_and_of_what_was_kept(window: MainWindow) -> None:
    page = window.findChild(RecordPage)
    assert isinstance(page, RecordPage)
    window.store.change(folder=f"/tmp/{NAME}")
    window.session.recorder.kept.emit(Path(f"/tmp/{NAME}.mp4"), f"Recording saved as {NAME}.mp4.")
    assert NAME in page.kept.text()
    assert "big" in page.folder.toolTip()
    assert taken_for_markup(page) == []


@pytest.mark.parametrize("phase", [Phase.FAILED, Phase.DONE])
def test_of_other_files(window: MainWindow, phase: Phase) -> None:
    path = Path(f"/tmp/{NAME}.mp4")
    job = Job(1, path, "", AppConfig(), phase, target=path, note=f"{path} is empty. Give another file.")
    row = JobRow(job, window)
    row.show_job(job, 0.0)
    assert "big" in row.words.text()
    assert "big" in row.findChildren(QLabel)[0].toolTip()
    # The name paints itself.
    assert taken_for_markup(row) == [path.name]


def test_of_backgrounds(window: MainWindow) -> None:
    window.store.change(own=(f"/tmp/{NAME}.png",))
    assert any("big" in tile.toolTip() for tile in window.findChildren(QWidget))
    assert taken_for_markup(window) == []
