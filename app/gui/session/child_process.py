"""A `bisenet-bg` child process, whose output arrives line by line."""

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from app.child_python import module_command

PROGRAM = module_command("app")
_PATIENCE_SECONDS = 1.5
_KILL_MS = 1000


class ChildProcess(QObject):
    """Runs `bisenet-bg` with arguments, one run at a time. Lives in the GUI thread; only `stop` waits.

    Args:
        seconds: after which a run is killed; 0 for never.
        patience: seconds that a run has to end when asked to, before it is killed.
        ends_with_input: whether closing its stdin ends it; otherwise it is sent SIGTERM.
        parent: of this object.

    Signals:
        line: a line of its stdout.
        finished: exit status (None if it did not start, crashed or was killed) and its stderr.
    """

    line = Signal(str)
    finished = Signal(object, str)

    def __init__(
        self,
        seconds: float = 0,
        patience: float = _PATIENCE_SECONDS,
        *,
        ends_with_input: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.number = 0
        self._ends_with_input = ends_with_input
        self._unfinished = b""
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        self._limit = self._killing_timer(seconds)
        self._patience = self._killing_timer(patience)
        # A pipe would use the system's encoding otherwise.
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)

    @property
    def running(self) -> bool:
        """Whether the process is running."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self, *arguments: str) -> None:
        """Start it unless it is running; `number` is then the process id, 0 if it did not start."""
        if self.running:
            return
        program, *words = PROGRAM
        self._unfinished = b""
        self._process.start(program, [*words, *arguments])
        self.number = self._process.processId()
        if self._limit.interval():
            self._limit.start()

    @Slot()
    def cancel(self) -> None:
        """Ask it to end; `finished` follows."""
        self._ask_to_end()
        self._patience.start()

    @Slot()
    def stop(self) -> bool:
        """End it and wait until it has ended, without a signal; return whether it had to be killed."""
        self._stop_timers()
        if not self.running:
            return False
        self._process.blockSignals(True)
        self._ask_to_end()
        if self._process.waitForFinished(self._patience.interval()):
            return False
        self._process.kill()
        self._process.waitForFinished(_KILL_MS)
        return True

    def _killing_timer(self, seconds: float) -> QTimer:
        timer = QTimer(self, interval=round(seconds * 1000), singleShot=True)
        timer.timeout.connect(self._process.kill)
        return timer

    def _ask_to_end(self) -> None:
        if self._ends_with_input:
            self._process.closeWriteChannel()
        else:
            self._process.terminate()

    @Slot()
    def _read(self) -> None:
        read = self._unfinished + bytes(self._process.readAllStandardOutput().data())
        *lines, self._unfinished = read.split(b"\n")
        for line in lines:
            self._emit(line)

    def _emit(self, line: bytes) -> None:
        self.line.emit(line.decode("utf-8", "replace").rstrip("\r"))

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, status: int, how: QProcess.ExitStatus) -> None:
        self._stop_timers()
        self._read()
        if self._unfinished:
            self._emit(self._unfinished)
        errors = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        self.finished.emit(status if how is QProcess.ExitStatus.NormalExit else None, errors)

    @Slot(QProcess.ProcessError)
    def _fail(self, error: QProcess.ProcessError) -> None:
        # All other errors are followed by the `finished` signal.
        if error is QProcess.ProcessError.FailedToStart:
            self._stop_timers()
            self.number = 0
            self.finished.emit(None, self._process.errorString())

    def _stop_timers(self) -> None:
        self._limit.stop()
        self._patience.stop()
