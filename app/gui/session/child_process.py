"""A program of our own in a process of its own, without anybody waiting for it."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

# After Python's own name. -P: a folder `app` where the user happens to be is not ours.
OURSELVES = ("-P", "-m", "app")
_END_MS = 1500


class ChildProcess(QObject):
    """Runs `bisenet-bg` once more with other arguments; one at a time. Lives in the GUI thread.

    Args:
        arguments: of `bisenet-bg`.
        seconds: after which it is ended; 0 for never.
        parent: of this.

    Signals:
        output: text that it wrote to either stream, as it comes.
        finished: the exit status; None where it did not start, crashed, was stopped or took too long.
    """

    output = Signal(str)
    finished = Signal(object)

    def __init__(self, arguments: Sequence[str], seconds: float = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._arguments = [*OURSELVES, *arguments]
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._fail)
        self._limit = QTimer(self, interval=round(seconds * 1000), singleShot=True)
        self._limit.timeout.connect(self._process.kill)
        self._patience = QTimer(self, interval=_END_MS, singleShot=True)
        self._patience.timeout.connect(self._process.kill)
        # What a pipe carries is in the system's own encoding otherwise.
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self, *more: str) -> None:
        """Start it with more arguments at the end, unless it runs already."""
        if self.running:
            return
        self._process.setArguments([*self._arguments, *more])
        self._process.start()
        if self._limit.interval():
            self._limit.start()

    @Slot()
    def cancel(self) -> None:
        """Ask it to end; `finished` follows."""
        self._process.terminate()
        self._patience.start()

    @Slot()
    def stop(self) -> None:
        """End it and wait until it has; may be called at any time."""
        if not self.running:
            return
        self._process.terminate()
        if not self._process.waitForFinished(_END_MS):
            self._process.kill()
            self._process.waitForFinished(_END_MS)

    @Slot()
    def _read(self) -> None:
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        if text:
            self.output.emit(text)

    @Slot(int, QProcess.ExitStatus)
    def _end(self, status: int, how: QProcess.ExitStatus) -> None:
        self._rest()
        self._read()
        self.finished.emit(status if how is QProcess.ExitStatus.NormalExit else None)

    @Slot(QProcess.ProcessError)
    def _fail(self, error: QProcess.ProcessError) -> None:
        # All other errors end in `finished` of the process.
        if error is QProcess.ProcessError.FailedToStart:
            self._rest()
            self.finished.emit(None)

    def _rest(self) -> None:
        self._limit.stop()
        self._patience.stop()
