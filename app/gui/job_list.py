"""The list of files that get another background."""

import time
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.job_row import JobRow
from app.gui.jobs import Job
from app.gui.render_queue import RenderQueue


class JobList(QWidget):
    """One row for each job, in the order in which they were added."""

    def __init__(self, renders: RenderQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renders = renders
        self.rows: dict[int, JobRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        renders.changed.connect(self._show_jobs)
        renders.pictured.connect(self._show_picture)

    @Slot(object)
    def _show_jobs(self, jobs: tuple[Job, ...]) -> None:
        for number in self.rows.keys() - {job.number for job in jobs}:
            row = self.rows.pop(number)
            row.hide()
            row.deleteLater()
        for job in jobs:
            row = self.rows.get(job.number) or self._added(job)
            row.show_job(job, time.monotonic())

    def _added(self, job: Job) -> JobRow:
        row = self.rows[job.number] = JobRow(job)
        row.cancelled.connect(partial(self._renders.cancel, job.number))
        row.again.connect(partial(self._renders.try_again, job.number))
        row.forgotten.connect(partial(self._renders.forget, job.number))
        self._column.addWidget(row)
        return row

    @Slot(int, QImage)
    def _show_picture(self, number: int, image: QImage) -> None:
        if number in self.rows:
            self.rows[number].picture.set_image(image)
