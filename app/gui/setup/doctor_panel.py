"""Asks the doctor, in a process of its own, and shows what it says."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.session.child_process import ChildProcess
from app.gui.session.session import Session
from app.gui.setup.versions import components, versions
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.labels import announce

# The doctor waits for slow cameras; each of its checks has a limit of its own.
_SECONDS = 180.0
_HEIGHT = 220
_SAYINGS = {0: "Nothing keeps bisenet-bg from working.", 1: "Something is wrong. The report says how to mend it."}
_BROKEN_OFF = "The check was broken off."


class DoctorPanel(QWidget):
    """A button that examines this computer, and the report.

    Args:
        session: tells which model runs, and when all ends.
        doctor: examines.
    """

    def __init__(self, session: Session, doctor: ChildProcess | None = None) -> None:
        super().__init__()
        self._session = session
        self._doctor = doctor or ChildProcess(["doctor"], _SECONDS)
        self._doctor.setParent(self)
        self.button = QPushButton("Check this computer")
        self.button.clicked.connect(self._press)
        self.copy = CopyButton("Copy the report")
        self.summary = QLabel("Looks at cameras, the virtual camera, the weights and the display.")
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
        self.report.setFixedHeight(_HEIGHT)
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
        self._doctor.output.connect(self._add)
        self._doctor.finished.connect(self._finish)
        session.ending.connect(self._doctor.stop)

    @Slot()
    def check(self) -> None:
        """Examine this computer, unless that goes on already."""
        if self._doctor.running:
            return
        self.report.clear()
        self.copy.hide()
        self.report.show()
        self.progress.show()
        self.button.setText("Cancel")
        self.summary.setText("Checking… This may take half a minute.")
        model = self._session.config.model
        self._doctor.start(*([] if model is None else [f"--model={model}"]))

    @Slot()
    def _press(self) -> None:
        if self._doctor.running:
            self._doctor.cancel()
        else:
            self.check()

    @Slot(str)
    def _add(self, text: str) -> None:
        self.report.moveCursor(QTextCursor.MoveOperation.End)
        # Who copies it means to send it to somebody.
        self.report.insertPlainText(text.replace(str(Path.home()), "~"))

    @Slot(object)
    def _finish(self, status: int | None) -> None:
        self.progress.hide()
        # What has to be mended stands at the end once more.
        self.report.ensureCursorVisible()
        self.button.setText("Check again")
        self.summary.setText(_SAYINGS.get(-1 if status is None else status, _BROKEN_OFF))
        facts = versions(self._session.status().engine, components())
        self.copy.set_copied_text(f"{facts}\n\n{self.report.toPlainText()}")
        self.copy.show()
        announce(self.summary, self.summary.text())
