"""One file in the list of those that get another background."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.record.jobs import ENDED, Job, Phase, share, words
from app.gui.text import tip
from app.gui.theme.palette import colours
from app.gui.widgets.file_actions import PathActions
from app.gui.widgets.painted import Painted

_PICTURE = QSize(56, 32)
_STEPS = 1000
_CORNER = 5.0


class JobRow(QFrame):
    """Shows a job, and what can be done about it.

    Signals:
        cancelled: its cancel button was pressed.
        again: it shall be tried once more.
        forgotten: it shall go from the list.
    """

    cancelled = Signal()
    again = Signal()
    forgotten = Signal()

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        name = job.source.name
        self.picture = _Picture()
        self._name = _Name(name)
        self._name.setToolTip(tip(str(job.source)))
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"Progress of {name}")
        self.cancel = _button("quiet", "Cancel", f"Cancel {name}")
        self.retry = _button("small", "Try again", f"Try {name} again")
        self.remove = _button("quiet", "✕", f"Take {name} off the list")
        self.cancel.clicked.connect(self.cancelled)
        self.retry.clicked.connect(self.again)
        self.remove.clicked.connect(self.forgotten)
        self.file_actions = PathActions()
        # What Tab reaches, in that order.
        self.stops = (self.cancel, self.remove, self.retry, self.file_actions.show_folder, self.file_actions.copy)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.picture)
        head.addWidget(self._name, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.file_actions)

    def show_job(self, job: Job, now: float) -> None:
        """Show where it stands at `now`, seconds of the queue's clock."""
        part = share(job)
        self.bar.setRange(0, 0 if part is None else _STEPS)
        self.bar.setValue(round(_STEPS * (part or 0.0)))
        self.bar.setVisible(job.phase in (Phase.STARTING, Phase.RUNNING, Phase.CANCELLING))
        self.words.setText(words(job, now))
        self.cancel.setVisible(job.phase not in ENDED)
        self.cancel.setEnabled(job.phase is not Phase.CANCELLING)
        self.remove.setVisible(job.phase in ENDED)
        self.retry.setVisible(job.phase in (Phase.FAILED, Phase.CANCELLED))
        self.file_actions.set_path(job.target if job.phase is Phase.DONE else None)


class _Name(QLabel):
    """A name that is shortened in its middle, where the row has no room for all of it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setMinimumWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of it as there is room for."""
        painter = QPainter(self)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class _Picture(Painted, QWidget):
    """What the file shows."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setFixedSize(_PICTURE)

    def set_image(self, image: QImage) -> None:
        """Show a thumbnail."""
        self._image = image
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Paint it, or an empty place for it."""
        painter.setPen(Qt.PenStyle.NoPen)
        brush = QBrush(QColor(colours().hover))
        if not self._image.isNull():
            brush = QBrush(self._image)
            scale = self.width() / self._image.width()
            brush.setTransform(QTransform.fromScale(scale, scale))
        painter.setBrush(brush)
        painter.drawRoundedRect(QRectF(self.rect()), _CORNER, _CORNER)


def _button(role: str, text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", role)
    button.setAccessibleName(name)
    return button
