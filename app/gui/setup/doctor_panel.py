"""Runs the doctor in a child process and shows what it finds as cards, and as text behind a button."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.findings.model import Finding, Level, title_of
from app.findings.protocol import Checking, read_line
from app.findings.report import report_lines
from app.gui.session.child_process import ChildProcess
from app.gui.session.session import Session
from app.gui.setup.finding_card import FindingList
from app.gui.setup.step_card import StepCard
from app.gui.setup.versions import components, versions_text
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.labels import announce, note, row_of
from app.language import _, language, ngettext

# Generous, because the doctor waits for slow cameras and limits each of its checks itself.
_TIMEOUT_SECONDS = 180.0
_REPORT_HEIGHT = 220


class DoctorPanel(QWidget):
    """A card whose button checks this computer, a card for each finding, and the text report.

    Args:
        session: reports the model in use, and when the program ends.
        doctor: the process that checks; None for `bisenet-bg doctor`.

    Signals:
        finished: a check has ended, or was cancelled.
    """

    finished = Signal()

    def __init__(self, session: Session, doctor: ChildProcess | None = None) -> None:
        super().__init__()
        self._session = session
        self._doctor = doctor or ChildProcess(_TIMEOUT_SECONDS)
        self._doctor.setParent(self)
        # Output that is no finding, such as an error of Python.
        self._other_output: list[str] = []
        self.button = QPushButton(_("Check this computer"))
        self.button.clicked.connect(self._start_or_cancel)
        self.summary = note(_("Checks the cameras, the virtual camera, the model weights and the display."))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of the check"))
        self.list = FindingList(self.button)
        self.show_report = QPushButton(_("Show the text report"))
        self.show_report.setCheckable(True)
        self.show_report.setProperty("role", "quiet")
        self.show_report.toggled.connect(self._show_report)
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # A long command scrolls sideways, so that it is not broken in the middle of a word.
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName(_("Report"))
        self.report.setFixedHeight(_REPORT_HEIGHT)
        self.copy = CopyButton(_("Copy report"))
        buttons = QWidget()
        buttons.setLayout(row_of(self.button, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(StepCard(_("Having problems?"), self.summary, self.progress, buttons))
        column.addWidget(self.list)
        column.addWidget(self.show_report, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.report)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        for hidden in (self.progress, self.show_report, self.report, self.copy):
            hidden.hide()
        self._doctor.line.connect(self._read)
        self._doctor.finished.connect(self._finish)
        session.ending.connect(self._doctor.stop)

    @Slot()
    def check(self) -> None:
        """Start a check, unless one is running."""
        if self._doctor.running:
            return
        self._other_output.clear()
        self.list.clear()
        self.show_report.setChecked(False)
        self.show_report.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.button.setText(_("Cancel"))
        self.summary.setText(_("Checking… This can take half a minute."))
        model = self._session.config.model
        options = [] if model is None else [f"--model={model}"]
        self._doctor.start("doctor", f"--language={language()}", "--progress", *options)

    @Slot()
    def _start_or_cancel(self) -> None:
        if self._doctor.running:
            self._doctor.cancel()
        else:
            self.check()

    @Slot(str)
    def _read(self, line: str) -> None:
        match read_line(line):
            case Checking(area, done, total):
                self.progress.setRange(0, total)
                self.progress.setValue(done)
                self.summary.setText(
                    _("Checking: {area} ({done} of {total})").format(area=title_of(area), done=done + 1, total=total)
                )
            case Finding() as finding:
                self.list.add(finding)
            case None:
                self._other_output.append(line)

    @Slot(bool)
    def _show_report(self, visible: bool) -> None:
        self.show_report.setText(_("Hide the text report") if visible else _("Show the text report"))
        for widget in (self.report, self.copy):
            widget.setVisible(visible)

    @Slot(object, str)
    def _finish(self, status: int | None, errors: str) -> None:
        self.progress.hide()
        self._other_output += errors.rstrip().splitlines()
        lines = [*report_lines(self.list.findings), *self._other_output]
        # The report may be sent to others, who need not know the user's name.
        self.report.setPlainText("\n".join(lines).replace(str(Path.home()), "~"))
        facts = versions_text(self._session.status().engine, components())
        self.copy.set_copied_text(f"{facts}\n\n{self.report.toPlainText()}")
        self.show_report.show()
        self.button.setText(_("Check again"))
        self.summary.setText(self._summary() if status in (0, 1) else _("The check did not finish."))
        announce(self.summary, self.summary.text())
        self.finished.emit()

    def _summary(self) -> str:
        problems, warnings = self.list.count(Level.PROBLEM), self.list.count(Level.WARNING)
        counted = [
            ngettext("{count} problem", "{count} problems", problems).format(count=problems) if problems else "",
            ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings) if warnings else "",
        ]
        counts = ", ".join(filter(None, counted))
        if problems:
            return _("Found: {counts}. Fix the first one first.").format(counts=counts)
        if warnings:
            return _("Nothing stops bisenet-bg from working. Found: {counts}.").format(counts=counts)
        return _("Nothing stops bisenet-bg from working.")
