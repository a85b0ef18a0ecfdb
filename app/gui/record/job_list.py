"""The list of files that get another background."""

import time
from functools import partial
from itertools import islice, pairwise

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.gui.record.job_row import JobRow
from app.gui.record.jobs import Job, are_ended, are_several_open
from app.gui.record.render_queue import RenderQueue
from app.gui.widgets.labels import row_of

# Rows that are made, changed or removed before the window may do something else: a new one costs some milliseconds.
_ROWS_AT_ONCE = 4


class JobList(QWidget):
    """One row for each job, in the order in which they were added, and what can be done about all of them."""

    def __init__(self, renders: RenderQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renders = renders
        self._jobs: dict[int, Job] = {}
        self._shown: dict[int, Job] = {}
        # Of jobs whose row is still to be made.
        self._pictures: dict[int, QImage] = {}
        self.rows: dict[int, JobRow] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._catch_up)
        self.cancel_all = _button("Cancel all", "Cancel all files")
        self.clear = _button("Clear", "Take the finished files off the list")
        self.cancel_all.clicked.connect(renders.cancel_all)
        self.clear.clicked.connect(renders.forget_ended)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(row_of(None, self.cancel_all, self.clear, spacing=6))
        renders.changed.connect(self._show_jobs)
        renders.pictured.connect(self._show_picture)

    @Slot(object)
    def _show_jobs(self, jobs: tuple[Job, ...]) -> None:
        self._jobs = {job.number: job for job in jobs}
        self.cancel_all.setVisible(are_several_open(jobs))
        self.clear.setVisible(are_ended(jobs))
        self._catch_up()

    @Slot()
    def _catch_up(self) -> None:
        """Bring some rows up to date, and the rest after what else the window has to do."""
        gone = [number for number in self._shown if number not in self._jobs]
        stale = [number for number, job in self._jobs.items() if self._shown.get(number) is not job]
        now = time.monotonic()
        for number in islice((*gone, *stale), _ROWS_AT_ONCE):
            if number in self._jobs:
                self._show_job(self._jobs[number], now)
            else:
                self._remove(number)
        if len(gone) + len(stale) > _ROWS_AT_ONCE:
            self._later.start()

    def _show_job(self, job: Job, now: float) -> None:
        row = self.rows.get(job.number) or self._added(job)
        row.show_job(job, now)
        self._shown[job.number] = job

    def _remove(self, number: int) -> None:
        del self._shown[number]
        row = self.rows.pop(number)
        row.hide()
        row.deleteLater()

    def _added(self, job: Job) -> JobRow:
        last = next(reversed(self.rows.values())).stops[-1] if self.rows else self.clear
        row = self.rows[job.number] = JobRow(job, self)
        # It came last of all in the window, and would be reached last.
        for before, after in pairwise((last, *row.stops)):
            QWidget.setTabOrder(before, after)
        row.cancelled.connect(partial(self._renders.cancel, job.number))
        row.again.connect(partial(self._renders.try_again, job.number))
        row.forgotten.connect(partial(self._renders.forget, job.number))
        row.picture.set_image(self._pictures.pop(job.number, QImage()))
        self._column.addWidget(row)
        return row

    @Slot(int, QImage)
    def _show_picture(self, number: int, image: QImage) -> None:
        if number in self.rows:
            self.rows[number].picture.set_image(image)
        elif number in self._jobs:
            self._pictures[number] = image


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "quiet")
    button.setAccessibleName(name)
    button.hide()
    return button
