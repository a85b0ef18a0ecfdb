"""Runs the doctor in a child process and shows its report."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.session.child_process import ChildProcess
from app.gui.session.session import Session
from app.gui.setup.versions import components, versions_text
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.labels import announce

# Generous, because the doctor waits for slow cameras and limits each of its checks itself.
_TIMEOUT_SECONDS = 180.0
_REPORT_HEIGHT = 220
# By exit status.
_SUMMARIES = {0: "Nothing stops bisenet-bg from working.", 1: "There are problems. The report says how to fix them."}
_NOT_FINISHED = "The check did not finish."


class DoctorPanel(QWidget):
    """A button that checks this computer, and the report.

    Args:
        session: reports the model in use, and when the program ends.
        doctor: the process that checks; None for `bisenet-bg doctor`.
    """

    def __init__(self, session: Session, doctor: ChildProcess | None = None) -> None:
        super().__init__()
        self._session = session
        self._doctor = doctor or ChildProcess(_TIMEOUT_SECONDS)
        self._doctor.setParent(self)
        self.button = QPushButton("Check this computer")
        self.button.clicked.connect(self._start_or_cancel)
        self.copy = CopyButton("Copy report")
        self.summary = QLabel("Checks the cameras, the virtual camera, the model weights and the display.")
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("The check is running")
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.report.setAccessibleName("Report")
        self.report.setFixedHeight(_REPORT_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.progress)
        column.addWidget(self.report)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        for hidden in (self.copy, self.progress, self.report):
            hidden.hide()
        self._doctor.line.connect(self._append)
        self._doctor.finished.connect(self._finish)
        session.ending.connect(self._doctor.stop)

    @Slot()
    def check(self) -> None:
        """Start a check, unless one is running."""
        if self._doctor.running:
            return
        self.report.clear()
        self.copy.hide()
        self.report.show()
        self.progress.show()
        self.button.setText("Cancel")
        self.summary.setText("Checking… This can take half a minute.")
        model = self._session.config.model
        self._doctor.start("doctor", *([] if model is None else [f"--model={model}"]))

    @Slot()
    def _start_or_cancel(self) -> None:
        if self._doctor.running:
            self._doctor.cancel()
        else:
            self.check()

    @Slot(str)
    def _append(self, text: str) -> None:
        # The report may be sent to others, who need not know the user's name.
        self.report.appendPlainText(text.replace(str(Path.home()), "~"))

    @Slot(object, str)
    def _finish(self, status: int | None, errors: str) -> None:
        self.progress.hide()
        if errors:
            self._append(errors.rstrip())
        self.report.moveCursor(QTextCursor.MoveOperation.End)
        # The end of the report sums up what to fix.
        self.report.ensureCursorVisible()
        self.button.setText("Check again")
        self.summary.setText(_SUMMARIES.get(-1 if status is None else status, _NOT_FINISHED))
        facts = versions_text(self._session.status().engine, components())
        self.copy.set_copied_text(f"{facts}\n\n{self.report.toPlainText()}")
        self.copy.show()
        announce(self.summary, self.summary.text())
