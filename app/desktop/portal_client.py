"""The thread that talks to the desktop's portal."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue

from jeepney import Message

from app.core.threads import NamedThread
from app.desktop import global_shortcuts
from app.desktop.file_chooser import FileQuery
from app.desktop.portal import NAME, REQUEST, SESSION, Portal
from app.desktop.portal_service import PortalService, TakeFiles
from app.desktop.portal_status import Keys, Phase, PortalStatus
from app.desktop.session_bus import BUS, BusError, SessionBus, fields_of

_LOG = logging.getLogger(__name__)
_JOIN_SECONDS = 2.0


class PortalClient:
    """Global keys and file dialogs of the desktop. The callbacks run in its thread and must not block.

    Args:
        on_key: called with the name of a `GlobalKey` for each press.
        on_status: called with the `PortalStatus` whenever it changed.
    """

    def __init__(self, on_key: Callable[[str], object], on_status: Callable[[PortalStatus], object]) -> None:
        self._on_key = on_key
        self._on_status = on_status
        self._lock = threading.Lock()
        self._stopped = False
        self._ended = False
        self._bus: SessionBus | None = None
        self._service: PortalService | None = None
        self._tasks: SimpleQueue[Callable[[PortalService], None]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, keys_wanted: bool) -> None:
        """Connect, and with `keys_wanted` ask for the global keys."""
        self._thread = NamedThread(target=self._run, args=(keys_wanted,), name="portal", daemon=True)
        self._thread.start()

    def turn_keys(self, on: bool) -> None:
        """Ask for the global keys, or return them."""
        self._post(lambda service: service.turn_keys(on))

    def configure_keys(self) -> None:
        """Open the desktop's settings of the global keys."""
        self._post(lambda service: service.configure_keys())

    def choose_files(self, query: FileQuery, take: TakeFiles) -> None:
        """Open the desktop's file dialog in place of an earlier one; call it only where the status has one.

        Once the bus has ended, `take` gets None at once, in the calling thread.
        """
        if not self._post(lambda service: service.choose_files(query, take)):
            take(None)

    def stop(self) -> None:
        """Return the global keys, close the dialog and disconnect; may be called twice."""
        with self._lock:
            self._stopped = True
            if self._bus is not None:
                self._bus.hang_up()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def _post(self, task: Callable[[PortalService], None]) -> bool:
        """Have the thread do a task, and return whether it still does any."""
        with self._lock:
            if not self._ended:
                self._tasks.put(task)
            if self._bus is not None:
                self._bus.wake()
            return not self._ended

    def _run(self, keys_wanted: bool) -> None:
        try:
            self._use(SessionBus(self._take_press), keys_wanted)
        except BusError as error:
            _LOG.debug("No portal, or no longer: %s.", error)
        except Exception:
            _LOG.exception("The desktop's portal cannot be used any more")
        finally:
            with self._lock:
                self._ended = True
            if not self._stopped:
                self._answer_all()
                self._on_status(PortalStatus(Keys(Phase.UNAVAILABLE)))

    def _answer_all(self) -> None:
        """Answer whatever waits for the user or for its turn, since the bus has ended."""
        if (service := self._service) is None:
            return
        _keep_working(service.end, "The end of the portal")
        while not self._tasks.empty():
            # The file dialog reports to its caller that there is no bus.
            with suppress(BusError):
                self._do_tasks(service)

    def _use(self, bus: SessionBus, keys_wanted: bool) -> None:
        """Serve until the bus ends, or `stop` hangs up."""
        with self._lock:
            self._bus = bus
        try:
            if not self._stopped:
                self._serve(bus, keys_wanted)
        finally:
            with self._lock:
                self._bus = None
            # The portal then ends the session and closes the dialog.
            bus.close()

    def _serve(self, bus: SessionBus, keys_wanted: bool) -> None:
        for interface in (REQUEST, SESSION, global_shortcuts.INTERFACE):
            bus.subscribe(NAME, interface)
        bus.subscribe(BUS, BUS, NAME)
        self._service = service = PortalService(Portal(bus), self._on_key, self._on_status, keys_wanted)
        service.examine()
        while True:
            self._do_tasks(service)
            message = bus.receive()
            if message is not None:
                sender, path, name = fields_of(message)
                _keep_working(partial(service.take_signal, sender, path, name, message.body), f"The signal {name}")

    def _take_press(self, message: Message) -> bool:
        sender, _, name = fields_of(message)
        try:
            return self._service is not None and self._service.take_press(sender, name, message.body)
        except Exception:
            _LOG.exception("A global key failed")
            return True

    def _do_tasks(self, service: PortalService) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            _keep_working(partial(task, service), "A request to the portal")


def _keep_working(step: Callable[[], object], what: str) -> None:
    """Take a step; one that fails, such as a signal of another form, leaves the keys working.

    Raises:
        BusError: the bus has ended.
    """
    try:
        step()
    except BusError:
        raise
    except Exception:
        _LOG.exception("%s failed", what)
