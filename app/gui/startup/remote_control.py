"""Remote control of the window by other processes."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.control.status_report import StatusReport
from app.core.errors import BisenetBgError, ConfigError
from app.gui.session.changes import Reply
from app.gui.session.session import Session
from app.gui.window.main_window import MainWindow
from app.language import _

_TIMEOUT_SECONDS = 10.0


class RemoteControl(QObject):
    """Implements `ControlledProgram`: runs requests in the GUI thread while the client's thread waits.

    Lives in the GUI thread; its methods are called from others.
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
        """Refuse all waiting and all later requests."""
        with self._lock:
            self._stopped = True
            waiting = list(self._waiting)
        for future in waiting:
            future.cancel()

    def set_background(self, word: str) -> None:
        """Choose a background."""
        self._run(lambda reply: self._session.set_background(word, reply, may_show_room=True))

    def set_camera(self, word: str) -> None:
        """Choose a camera."""
        self._run(lambda reply: self._session.set_camera(word, reply))

    def set_virtual_camera(self, on: bool) -> None:
        """Start or stop the virtual camera."""
        self._run(lambda reply: self._session.set_virtual_camera(on, reply, may_show_room=True))

    def pause(self, paused: bool) -> None:
        """Hide the user or end that, without waiting for the window, whose next poll shows the change."""
        self._session.pause(paused)

    def retry_gpu(self) -> None:
        """Try the GPU again after it failed."""
        self._run(self._session.retry_gpu)

    def raise_window(self, token: str) -> bool:
        """Bring the window to the front, and return whether it is there."""
        found: list[bool] = []

        def bring(reply: Reply) -> None:
            def take(is_in_front: bool) -> None:
                found.append(is_in_front)
                reply(None)

            self._window.bring_to_front(token, take)

        self._run(bring)
        return found[0]

    def quit(self) -> None:
        """Quit."""

        def close(reply: Reply) -> None:
            reply(None)
            self._window.quit()

        self._run(close)

    def report(self) -> StatusReport:
        """Return the state of the program; may be called from any thread."""
        config = self._session.config
        return StatusReport(self._session.status(), window=True, background=config.background, camera=config.camera)

    def _run(self, request: Callable[[Reply], object]) -> None:
        """Run a request in the GUI thread, and wait for its result.

        Args:
            request: called with the function that takes its result.

        Raises:
            BisenetBgError: it failed, or has no result in time.
        """
        future: Future[BisenetBgError | None] = Future()

        def reply(error: BisenetBgError | None) -> None:
            if future.set_running_or_notify_cancel():
                future.set_result(error)

        with self._lock:
            if self._stopped:
                raise ConfigError(_("bisenet-bg is ending."), _("Start it again, then repeat the command."))
            self._waiting.add(future)
            self._posted.emit(lambda: request(reply))
        try:
            error = future.result(timeout=_TIMEOUT_SECONDS)
        except TimeoutError:
            raise ConfigError(_("The window is busy."), _("See `bisenet-bg control status` in a moment.")) from None
        except CancelledError:
            raise ConfigError(_("bisenet-bg is ending."), _("Start it again, then repeat the command.")) from None
        finally:
            with self._lock:
                self._waiting.discard(future)
        if error is not None:
            raise error

    @Slot(object)
    def _do(self, request: Callable[[], object]) -> None:
        if not self._stopped:
            request()
