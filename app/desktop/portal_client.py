"""The thread that talks to the desktop's portal."""

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from jeepney import Message

from app.desktop import global_shortcuts
from app.desktop.file_chooser import FileQuery
from app.desktop.portal import NAME, REQUEST, SESSION, Portal
from app.desktop.portal_service import PortalService, TakeFiles
from app.desktop.portal_status import Keys, Phase, PortalStatus
from app.desktop.session_bus import BUS, Body, BusError, SessionBus, fields_of

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
        self._bus: SessionBus | None = None
        self._service: PortalService | None = None
        self._tasks: SimpleQueue[Callable[[PortalService], None]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, keys_wanted: bool) -> None:
        """Connect, and with `keys_wanted` ask for the global keys."""
        self._thread = threading.Thread(target=self._run, args=(keys_wanted,), name="portal", daemon=True)
        self._thread.start()

    def turn_keys(self, on: bool) -> None:
        """Ask for the global keys, or return them."""
        self._post(lambda service: service.turn_keys(on))

    def configure_keys(self) -> None:
        """Open the desktop's settings of the global keys."""
        self._post(lambda service: service.configure_keys())

    def choose_files(self, query: FileQuery, take: TakeFiles) -> None:
        """Open the desktop's file dialog in place of an earlier one; call it only where the status has one."""
        self._post(lambda service: service.choose_files(query, take))

    def stop(self) -> None:
        """Return the global keys, close the dialog and disconnect; may be called twice."""
        with self._lock:
            self._stopped = True
            if self._bus is not None:
                self._bus.hang_up()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def _post(self, task: Callable[[PortalService], None]) -> None:
        self._tasks.put(task)
        with self._lock:
            if self._bus is not None:
                self._bus.wake()

    def _run(self, keys_wanted: bool) -> None:
        try:
            self._use(SessionBus(self._take_press), keys_wanted)
        except BusError as error:
            _LOG.debug("No portal, or no longer: %s.", error)
        except Exception:
            _LOG.exception("The desktop's portal cannot be used any more")
        finally:
            if not self._stopped:
                self._on_status(PortalStatus(Keys(Phase.UNAVAILABLE)))

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
                self._take_signal(service, *fields_of(message), message.body)

    def _take_press(self, message: Message) -> bool:
        sender, _, name = fields_of(message)
        try:
            return self._service is not None and self._service.take_press(sender, name, message.body)
        except Exception:
            _LOG.exception("A global key failed")
            return True

    def _take_signal(self, service: PortalService, sender: str, path: str, name: str, body: Body) -> None:
        """Handle a signal; one that fails, or has another form, leaves the keys working."""
        try:
            service.take_signal(sender, path, name, body)
        except BusError:
            raise
        except Exception:
            _LOG.exception("The signal %s cannot be handled", name)

    def _do_tasks(self, service: PortalService) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            task(service)
