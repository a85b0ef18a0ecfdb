"""A connection to the PipeWire daemon, with the thread that serves it."""

import ctypes
import errno
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from app.core.advice import translated
from app.core.errors import DeviceError, ErrorKind
from app.devices.advice import START_PIPEWIRE
from app.devices.linux.pipewire import library as pw
from app.language import _

_CORE = 0
# Seconds to wait for a daemon that is busy.
_PATIENCE = 0.5
# The daemon that was connected to with success, by its socket.
_USABLE: set[tuple[str, int, int]] = set()


class Connection:
    """A connection to the daemon of this user's session.

    Callbacks run in a thread of PipeWire's own. Whatever touches the connection or a stream on it does so within
    `locked`.

    Args:
        properties: of this client, for instance its name.

    Raises:
        DeviceError: PipeWire is not installed or its daemon does not run.
    """

    def __init__(self, properties: Mapping[str, str]) -> None:
        self.library = pw.library()
        self._undo = ExitStack()
        self.error = ""
        try:
            self._connect(properties)
        except BaseException:
            self._undo.close()
            raise

    def _connect(self, properties: Mapping[str, str]) -> None:
        library = self.library
        self._loop = library.pw_thread_loop_new(b"bisenet-bg", None)
        if not self._loop:
            raise DeviceError(_("PipeWire's thread cannot be made."), _("Close other programs and try again."))
        self._undo.callback(library.pw_thread_loop_destroy, self._loop)
        # There is no context where PipeWire's own configuration is missing.
        context = library.pw_context_new(library.pw_thread_loop_get_loop(self._loop), None, 0)
        if context:
            self._undo.callback(library.pw_context_destroy, context)
        core = library.pw_context_connect(context, pw.properties(properties), 0) if context else None
        if not core:
            raise _no_daemon()
        self.core = int(core)
        self._undo.callback(library.pw_core_disconnect, self.core)
        self._hook = pw.Hook()
        self._events = pw.CoreEvents(version=0, error=pw.CoreFailed(self._failed))
        self.listen(self.core, self._hook, self._events)

    @property
    def is_lost(self) -> bool:
        """Whether the daemon has ended; a connection does not come back."""
        return bool(self.error)

    def start(self) -> None:
        """Begin to serve callbacks, once all listeners are set."""
        if self.library.pw_thread_loop_start(self._loop) < 0:
            raise DeviceError(_("PipeWire's thread cannot be started."), _("Close other programs and try again."))
        self._undo.callback(self.library.pw_thread_loop_stop, self._loop)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the connection: no callback runs within the block."""
        self.library.pw_thread_loop_lock(self._loop)
        try:
            yield
        finally:
            self.library.pw_thread_loop_unlock(self._loop)

    def listen(self, proxy: int, hook: pw.Hook, events: ctypes.Structure) -> None:
        """Have a proxy call a table of callbacks; hook and table must live as long as the connection."""
        self.library.pw_proxy_add_object_listener(proxy, hook, ctypes.addressof(events), None)

    def destroy_at_end(self, proxy: int) -> None:
        """Destroy a proxy when the connection is closed, once its thread has stopped."""
        self._undo.callback(self.library.pw_proxy_destroy, proxy)

    def close(self) -> None:
        """Stop the thread and disconnect; streams must be destroyed before. May be called twice."""
        self._undo.close()

    def _failed(self, data: object, identity: int, sequence: int, result: int, message: bytes | None) -> None:
        # Others are answers to single requests.
        if identity == _CORE and result == -errno.EPIPE:
            self.error = (message or b"").decode("utf-8", "replace") or _("the connection ended")


def require_daemon() -> None:
    """Check that a camera can be published.

    Raises:
        DeviceError: PipeWire is not installed or its daemon does not run.
    """
    require_listening_daemon()
    Connection({"application.name": "bisenet-bg"}).close()


def require_listening_daemon() -> None:
    """Check that a daemon listens, at a fraction of a connection's cost.

    Raises:
        DeviceError: PipeWire is not installed or its daemon does not run.
    """
    pw.library()
    if _listening_daemon() is None:
        raise _no_daemon()


def has_pipewire() -> bool:
    """Return whether a camera can be published; takes well under a millisecond once it was for the same daemon."""
    daemon = _listening_daemon()
    if daemon is None:
        return False
    if daemon not in _USABLE:
        try:
            require_daemon()
        except DeviceError:
            return False
        _USABLE.clear()
        _USABLE.add(daemon)
    return True


def _no_daemon() -> DeviceError:
    return DeviceError(_("PipeWire does not run in this session."), translated(START_PIPEWIRE), ErrorKind.MISSING)


def _listening_daemon() -> tuple[str, int, int] | None:
    """Return path, inode and time of the socket of a daemon that listens; None without one."""
    name = os.environ.get("PIPEWIRE_REMOTE") or "pipewire-0"
    own = os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or ""
    for folder in filter(None, (own, os.environ.get("PIPEWIRE_SYSTEM_RUNTIME_DIR") or "/run/pipewire")):
        path = Path(folder, name)
        with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_PATIENCE)
            client.connect(str(path))
            found = path.stat()
            return str(path), found.st_ino, found.st_ctime_ns
    return None
