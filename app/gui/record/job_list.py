"""The list of render jobs, a row for each."""

import time
from functools import partial
from itertools import islice, pairwise

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.record.jobs import (
    FINISHED,
    JobPhase,
    RenderJob,
    are_several_cancellable,
    is_any_finished,
    progress,
    status_text,
)
from app.gui.record.render_queue import RenderQueue
from app.gui.text import tip
from app.gui.theme.palette import colours
from app.gui.widgets.file_actions import PathActions
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.painted import Painted
from app.language import _

# Rows to create, change or remove in one go: a new one takes some milliseconds, during which the window is blocked.
_ROWS_AT_ONCE = 4
_THUMBNAIL_SIZE = QSize(56, 32)
_CORNER_RADIUS = 5.0
_PROGRESS_STEPS = 1000


class JobRow(QFrame):
    """One job: file, progress, status, and buttons to cancel, retry and remove it.

    Signals:
        cancel_requested: the cancel button was pressed.
        retry_requested: the retry button was pressed.
        remove_requested: the remove button was pressed.
    """

    cancel_requested = Signal()
    retry_requested = Signal()
    remove_requested = Signal()

    def __init__(self, job: RenderJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        name = job.source.name
        self.thumbnail = _Thumbnail()
        self._name = _FileName(name)
        self._name.setToolTip(tip(str(job.source)))
        self.status = QLabel()
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setProperty("role", "muted")
        self.status.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress of {name}").format(name=name))
        self.cancel = _button("quiet", _("Cancel"), _("Cancel {name}").format(name=name))
        self.retry = _button("small", _("Try again"), _("Try {name} again").format(name=name))
        self.remove = _button("quiet", "✕", _("Remove {name} from the list").format(name=name))
        self.cancel.clicked.connect(self.cancel_requested)
        self.retry.clicked.connect(self.retry_requested)
        self.remove.clicked.connect(self.remove_requested)
        self.file_actions = PathActions()
        # In tab order.
        self.tab_stops = (self.cancel, self.remove, self.retry, self.file_actions.show_folder, self.file_actions.copy)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.thumbnail)
        head.addWidget(self._name, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.status)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.file_actions)

    def show_job(self, job: RenderJob, now: float) -> None:
        """Show the job at `now`, seconds of `time.monotonic`."""
        fraction = progress(job)
        self.bar.setRange(0, 0 if fraction is None else _PROGRESS_STEPS)
        self.bar.setValue(round(_PROGRESS_STEPS * (fraction or 0.0)))
        self.bar.setVisible(job.phase in (JobPhase.STARTING, JobPhase.RUNNING, JobPhase.CANCELLING))
        self.status.setText(status_text(job, now))
        self.cancel.setVisible(job.phase not in FINISHED)
        self.cancel.setEnabled(job.phase is not JobPhase.CANCELLING)
        self.remove.setVisible(job.phase in FINISHED)
        self.retry.setVisible(job.phase in (JobPhase.FAILED, JobPhase.CANCELLED))
        self.file_actions.set_path(job.target if job.phase is JobPhase.DONE else None)


class _FileName(QLabel):
    """A file name, elided in the middle where it does not fit."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setMinimumWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the name as fits."""
        painter = QPainter(self)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class _Thumbnail(Painted, QWidget):
    """A thumbnail of the file."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setFixedSize(_THUMBNAIL_SIZE)

    def set_image(self, image: QImage) -> None:
        """Show an image."""
        self._image = image
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the image, or an empty rectangle."""
        painter.setPen(Qt.PenStyle.NoPen)
        brush = QBrush(QColor(colours().hover))
        if not self._image.isNull():
            brush = QBrush(self._image)
            scale = self.width() / self._image.width()
            brush.setTransform(QTransform.fromScale(scale, scale))
        painter.setBrush(brush)
        painter.drawRoundedRect(QRectF(self.rect()), _CORNER_RADIUS, _CORNER_RADIUS)


class JobList(QWidget):
    """The rows in the order in which the jobs were added, with buttons for all of them."""

    def __init__(self, queue: RenderQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._jobs: dict[int, RenderJob] = {}
        self._shown: dict[int, RenderJob] = {}
        # Thumbnails of jobs that have no row yet.
        self._thumbnails: dict[int, QImage] = {}
        self.rows: dict[int, JobRow] = {}
        self._update_timer = QTimer(self)
        self._update_timer.setSingleShot(True)
        self._update_timer.timeout.connect(self._update_rows)
        self.cancel_all = _button("quiet", _("Cancel all"), _("Cancel all files"))
        self.clear = _button("quiet", _("Clear finished"), _("Remove finished files from the list"))
        for button in (self.cancel_all, self.clear):
            button.hide()
        self.cancel_all.clicked.connect(queue.cancel_all)
        self.clear.clicked.connect(queue.clear_finished)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(FlowLayout(None, self.cancel_all, self.clear, spacing=6))
        queue.changed.connect(self._show_jobs)
        queue.thumbnail_ready.connect(self._show_thumbnail)

    @Slot(object)
    def _show_jobs(self, jobs: tuple[RenderJob, ...]) -> None:
        self._jobs = {job.number: job for job in jobs}
        self.cancel_all.setVisible(are_several_cancellable(jobs))
        self.clear.setVisible(is_any_finished(jobs))
        self._update_rows()

    @Slot()
    def _update_rows(self) -> None:
        """Update some rows, and the others after the window has handled its other events."""
        removed = [number for number in self._shown if number not in self._jobs]
        stale = [number for number, job in self._jobs.items() if self._shown.get(number) is not job]
        now = time.monotonic()
        for number in islice((*removed, *stale), _ROWS_AT_ONCE):
            if number in self._jobs:
                self._show_job(self._jobs[number], now)
            else:
                self._remove_row(number)
        if len(removed) + len(stale) > _ROWS_AT_ONCE:
            self._update_timer.start()

    def _show_job(self, job: RenderJob, now: float) -> None:
        row = self.rows.get(job.number) or self._add_row(job)
        row.show_job(job, now)
        self._shown[job.number] = job

    def _remove_row(self, number: int) -> None:
        del self._shown[number]
        row = self.rows.pop(number)
        row.hide()
        row.deleteLater()

    def _add_row(self, job: RenderJob) -> JobRow:
        last = next(reversed(self.rows.values())).tab_stops[-1] if self.rows else self.clear
        row = self.rows[job.number] = JobRow(job, self)
        # By default a new widget comes last in the tab order of the window.
        for before, after in pairwise((last, *row.tab_stops)):
            QWidget.setTabOrder(before, after)
        row.cancel_requested.connect(partial(self._queue.cancel, job.number))
        row.retry_requested.connect(partial(self._queue.retry, job.number))
        row.remove_requested.connect(partial(self._queue.remove, job.number))
        row.thumbnail.set_image(self._thumbnails.pop(job.number, QImage()))
        self._column.addWidget(row)
        return row

    @Slot(int, QImage)
    def _show_thumbnail(self, number: int, image: QImage) -> None:
        if number in self.rows:
            self.rows[number].thumbnail.set_image(image)
        elif number in self._jobs:
            self._thumbnails[number] = image


def _button(role: str, text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", role)
    button.setAccessibleName(name)
    return button
