"""File names that look like markup are shown literally."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.config import AppConfig
from app.gui.record.job_list import JobRow
from app.gui.record.jobs import JobPhase, RenderJob
from app.gui.record.page import RecordPage
from app.gui.window.main_window import MainWindow

NAME = "<h1>big"


def texts_as_markup(widget: QWidget) -> list[str]:
    """Return the texts of labels and tooltips that would interpret the name as markup."""
    labels = [label for label in widget.findChildren(QLabel) if label.textFormat() is not Qt.TextFormat.PlainText]
    tooltips = [part.toolTip() for part in [widget, *widget.findChildren(QWidget)]]
    return [text for text in (*(label.text() for label in labels), *tooltips) if NAME in text]


def test_folder_and_saved_recording(window: MainWindow) -> None:
    page = window.findChild(RecordPage)
    assert isinstance(page, RecordPage)
    window.store.change(folder=f"/tmp/{NAME}")
    window.session.recorder.saved.emit(Path(f"/tmp/{NAME}.mp4"), f"Recording saved as {NAME}.mp4.")
    assert NAME in page.saved.text()
    assert "big" in page.folders.toolTip()
    assert texts_as_markup(page) == []


@pytest.mark.parametrize("phase", [JobPhase.FAILED, JobPhase.DONE])
@pytest.mark.slow
def test_render_job(window: MainWindow, phase: JobPhase) -> None:
    path = Path(f"/tmp/{NAME}.mp4")
    job = RenderJob(1, path, "", AppConfig(), phase, target=path, note=f"{path} is empty. Give another file.")
    row = JobRow(job, window)
    row.show_job(job, 0.0)
    assert "big" in row.status.text()
    assert "big" in row.findChildren(QLabel)[0].toolTip()
    # The label of the name paints plain text itself.
    assert texts_as_markup(row) == [path.name]


def test_background(window: MainWindow) -> None:
    window.store.change(own=(f"/tmp/{NAME}.png",))
    assert any("big" in tile.toolTip() for tile in window.findChildren(QWidget))
    assert texts_as_markup(window) == []
