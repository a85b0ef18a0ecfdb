"""A portal with global keys, a registry and a file dialog, on a private bus."""

import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS, FILES = "org.freedesktop.portal.GlobalShortcuts", "org.freedesktop.portal.FileChooser"
_REQUEST, _SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
ACCEPT, CANCEL, ERROR = 0, 1, 2

Call = tuple[str, tuple[Any, ...]]


@dataclass
class Behaviour:
    """How the portal answers.

    Attributes:
        versions: of its interfaces; those that are missing are not offered.
        codes: answers to the requests, by method: `ACCEPT`, `CANCEL`, `ERROR`; None for no answer yet.
        failing: methods that fail, with their words.
        silent: methods that never return.
        lists_bound: whether the answer to BindShortcuts has the keys.
        registers: whether it knows the program's app id.
        chosen: addresses of the files that the user chooses.
    """

    versions: dict[str, int] = field(default_factory=lambda: {SHORTCUTS: 2, FILES: 4})
    codes: dict[str, int | None] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    lists_bound: bool = True
    registers: bool = True
    chosen: tuple[str, ...] = ()


class FakePortal:
    """Runs in a thread of its own until `stop`.

    Args:
        address: of the bus.
        behaviour: may be changed while it runs.

    Attributes:
        calls: methods that were called, with their arguments, but for those of properties.
        looked_up: interfaces whose version was asked for.
        session: handle of the newest session, "" for none yet.
        client: name of the program on the bus.
    """

    def __init__(self, address: str, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.calls: list[Call] = []
        self.looked_up: list[str] = []
        self.session = ""
        self.client = ""
        self._lock = threading.Lock()
        self._connection: DBusConnection = open_dbus_connection(address)
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self._thread = threading.Thread(target=self._run, name="fake portal", daemon=True)
        self._thread.start()

    def names(self) -> list[str]:
        """Return the names of the methods that were called, without their interfaces."""
        return [name.rpartition(".")[2] for name, _ in self.calls]

    def press(self, key: str, session: str = "") -> None:
        """Send the press of a global key."""
        body: tuple[Any, ...] = (session or self.session, key, 12345, {})
        self._emit(PATH, SHORTCUTS, "Activated", "osta{sv}", body)

    def assign(self, keys: Sequence[tuple[str, str]]) -> None:
        """Change the keys, as the desktop's settings do."""
        self._emit(PATH, SHORTCUTS, "ShortcutsChanged", "oa(sa{sv})", (self.session, _assigned(keys)))

    def send_malformed(self) -> None:
        """Change the keys in another form than the interface has."""
        self._emit(PATH, SHORTCUTS, "ShortcutsChanged", "ou", (self.session, 1))

    def end_session(self) -> None:
        """End the session, with which the keys go."""
        self._emit(self.session, _SESSION, "Closed", "", ())

    def stop(self) -> None:
        """End; a portal can be started again on the same bus."""
        self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def _emit(self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> None:
        signal = new_signal(DBusAddress(path, interface=interface), member, signature or None, body)
        signal.header.fields[HeaderFields.destination] = self.client
        with self._lock:
            self._connection.send(signal)

    def _run(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except OSError:
                return
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Message) -> None:
        fields = message.header.fields
        interface, member = fields[HeaderFields.interface], fields[HeaderFields.member]
        if member == "Get":
            self._reply_version(message, message.body[0])
            self.looked_up.append(message.body[0])
            return
        self.calls.append((f"{interface}.{member}", message.body))
        if member in self.behaviour.silent:
            return
        if member in self.behaviour.failing:
            self._fail(message, "org.freedesktop.portal.Error.Failed", self.behaviour.failing[member])
        elif member == "Register" and not self.behaviour.registers:
            self._fail(message, "org.freedesktop.portal.Error.Failed", "App info not found")
        elif member in ("CreateSession", "BindShortcuts", "ListShortcuts", "OpenFile"):
            self.client = fields[HeaderFields.sender]
            self._begin_request(message, member)
        elif member == "ReadAll":
            # Qt reads the desktop's colours.
            self._send(new_method_return(message, "a{sa{sv}}", ({},)))
        else:
            self._send(new_method_return(message))

    def _begin_request(self, message: Message, member: str) -> None:
        options = message.body[-1]
        sender = message.header.fields[HeaderFields.sender].lstrip(":").replace(".", "_")
        request = f"{PATH}/request/{sender}/{options['handle_token'][1]}"
        code = self.behaviour.codes.get(member, ACCEPT)
        results: dict[str, Any] = {}
        if member == "CreateSession":
            self.session = f"{PATH}/session/{sender}/{options['session_handle_token'][1]}"
            results = {"session_handle": ("s", self.session)}
        elif member == "ListShortcuts" or (member == "BindShortcuts" and self.behaviour.lists_bound):
            results = {"shortcuts": ("a(sa{sv})", _assigned([("hide", "Press Ctrl+Shift+H"), ("show", "")]))}
        elif member == "OpenFile":
            results = {"uris": ("as", list(self.behaviour.chosen))}
        if code is not None:
            # Before the return of the call, which is allowed.
            self._emit(request, _REQUEST, "Response", "ua{sv}", (code, results if code == ACCEPT else {}))
        self._send(new_method_return(message, "o", (request,)))

    def _reply_version(self, message: Message, interface: str) -> None:
        version = self.behaviour.versions.get(interface)
        if version is None:
            self._fail(message, "org.freedesktop.DBus.Error.InvalidArgs", f"No such interface {interface}")
        else:
            self._send(new_method_return(message, "v", (("u", version),)))

    def _fail(self, message: Message, name: str, words: str) -> None:
        self._send(new_error(message, name, "s", (words,)))

    def _send(self, message: Message) -> None:
        with self._lock:
            self._connection.send(message)


def _assigned(keys: Sequence[tuple[str, str]]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, {"description": ("s", name), "trigger_description": ("s", trigger)}) for name, trigger in keys]
