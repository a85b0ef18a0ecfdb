"""One rendering in a process of its own, so that neither its work nor its end touches the call."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from app.gui.session.child_process import OURSELVES

PROGRAM = (sys.executable, *OURSELVES)
_END_MS = 5000
_KILL_MS = 1000


class RenderProcess(QObject):
    """Runs `bisenet-bg` with words; lives in the GUI thread and never waits but in `stop`.

    Attributes:
        folder: that it writes to.
        number: of the process; 0 where it never began.

    Signals:
        said: a line that it printed.
        ended: exit status, None where it broke down or never began, and what it wrote on stderr.
    """

    said = Signal(str)
    ended = Signal(object, str)

    def __init__(self, words: Sequence[str], folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.number = 0
        self._rest = b""
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        self._process.start(PROGRAM[0], [*PROGRAM[1:], *words])
        self.number = self._process.processId()

    def cancel(self) -> None:
        """Ask it to end, by the end of its stdin; a process whose window dies sees the same."""
        self._process.closeWriteChannel()

    def stop(self) -> bool:
        """Let it end, or end it; say whether it had to be."""
        self._process.blockSignals(True)
        self.cancel()
        if self._process.state() is QProcess.ProcessState.NotRunning or self._process.waitForFinished(_END_MS):
            return False
        self._process.kill()
        self._process.waitForFinished(_KILL_MS)
        return True

    @Slot()
    def _read(self) -> None:
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            self.said.emit(line.decode("utf-8", "replace"))

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, code: int, how: QProcess.ExitStatus) -> None:
        self._read()
        complaints = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        self.ended.emit(code if how is QProcess.ExitStatus.NormalExit else None, complaints)

    @Slot(QProcess.ProcessError)
    def _fail(self, error: QProcess.ProcessError) -> None:
        # Any other end is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self.ended.emit(None, self._process.errorString())
