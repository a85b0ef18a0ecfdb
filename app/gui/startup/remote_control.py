"""The window, as others may control it."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.control.status_report import StatusReport
from app.core.errors import BisenetBgError, ConfigError
from app.gui.session.changes import Reply
from app.gui.session.session import Session
from app.gui.window.main_window import MainWindow

_PATIENCE = 10.0


class RemoteControl(QObject):
    """Satisfies `ControlledProgram`: requests go into the GUI thread, and who sent one waits outside.

    Lives in the GUI thread.
    """

    _posted = Signal(object)

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._lock = threading.Lock()
        self._waiting: set[Future[BisenetBgError | None]] = set()
        self._stopped = False
        self._posted.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Refuse what waits and what comes."""
        with self._lock:
            self._stopped = True
            waiting = list(self._waiting)
        for future in waiting:
            future.cancel()

    def set_background(self, word: str) -> None:
        """Use another background."""
        self._ask(lambda reply: self._session.set_background(word, reply))

    def set_camera(self, word: str) -> None:
        """Read another camera, and show it in the chooser."""
        self._ask(lambda reply: self._session.set_camera(word, reply))

    def set_virtual_camera(self, on: bool) -> None:
        """Press the big button, unless it has been."""
        self._ask(lambda reply: self._session.set_virtual_camera(on, reply))

    def pause(self, paused: bool) -> None:
        """Hide the person, or no longer, without waiting for the window; its next look at the pipeline shows it."""
        self._session.pause(paused)

    def retry_gpu(self) -> None:
        """Press the button that tries the GPU again."""
        self._ask(self._session.retry_gpu)

    def raise_window(self) -> None:
        """Bring the window to the front."""

        def bring(reply: Reply) -> None:
            self._window.bring_to_front()
            reply(None)

        self._ask(bring)

    def quit(self) -> None:
        """Close the window for good."""

        def close(reply: Reply) -> None:
            reply(None)
            self._window.quit()

        self._ask(close)

    def report(self) -> StatusReport:
        """Say how it stands."""
        config = self._session.config
        return StatusReport(self._session.status(), window=True, background=config.background, camera=config.camera)

    def _ask(self, wish: Callable[[Reply], object]) -> None:
        """Have the GUI thread do it, and wait until it has been done.

        Args:
            wish: called in the GUI thread with what takes the error, or None for success, sooner or later.

        Raises:
            BisenetBgError: it could not be done, or not yet.
        """
        future: Future[BisenetBgError | None] = Future()

        def reply(error: BisenetBgError | None) -> None:
            if future.set_running_or_notify_cancel():
                future.set_result(error)

        with self._lock:
            if self._stopped:
                raise ConfigError("bisenet-bg is ending.", "Start it again, then ask again.")
            self._waiting.add(future)
            self._posted.emit(lambda: wish(reply))
        try:
            error = future.result(timeout=_PATIENCE)
        except TimeoutError:
            raise ConfigError("The window is busy.", "See `bisenet-bg control status` in a moment.") from None
        except CancelledError:
            raise ConfigError("bisenet-bg is ending.", "Start it again, then ask again.") from None
        finally:
            with self._lock:
                self._waiting.discard(future)
        if error is not None:
            raise error

    @Slot(object)
    def _do(self, wish: Callable[[], object]) -> None:
        if not self._stopped:
            wish()
