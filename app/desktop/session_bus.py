"""A connection to the D-Bus session bus of the desktop."""

import os
import select
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from app.language import _
from app.system_errors import reason_of

BUS = "org.freedesktop.DBus"
_NO_REPLY = f"{BUS}.Error.NoReply"
# Seconds to wait for the answer of a service, which the bus may have to start first.
_PATIENCE = 25.0

Body = tuple[Any, ...]


class BusError(Exception):
    """There is no session bus, it has ended, or a call failed.

    Attributes:
        name: of the D-Bus error, "" where the bus itself failed.
    """

    def __init__(self, problem: str, name: str = "") -> None:
        super().__init__(problem)
        self.name = name


class SessionBus:
    """Calls methods and receives signals. One thread uses it; any thread may call `wake` and `hang_up`.

    Args:
        urgent: handles a signal as soon as it arrives, also while a call waits for its reply, and returns whether it
            did; it must not use the bus. All other signals come from `receive`.

    Raises:
        BusError: there is no session bus.
    """

    def __init__(self, urgent: Callable[[Message], bool] = lambda message: False) -> None:
        self._urgent = urgent
        try:
            self._connection: DBusConnection = open_dbus_connection(_address())
        except (OSError, RuntimeError, ValueError, DBusErrorResponse) as error:
            raise BusError(_("there is no D-Bus session bus ({error})").format(error=reason_of(error))) from error
        self._woken, self._waker = socket.socketpair()
        self._signals: list[Message] = []

    @property
    def unique_name(self) -> str:
        """The name of this connection on the bus."""
        return str(self._connection.unique_name)

    def subscribe(self, sender: str, interface: str, argument: str | None = None) -> None:
        """Receive the signals of an interface.

        Args:
            sender: name of the service on the bus.
            interface: of the signals.
            argument: only those with this text as their first argument.

        Raises:
            BusError: the bus has ended.
        """
        rule = MatchRule(type="signal", sender=sender, interface=interface)
        if argument is not None:
            rule.add_arg_condition(0, argument)
        self._send(message_bus.AddMatch(rule), _PATIENCE)

    def call(self, name: str, path: str, method: str, signature: str = "", body: Body = ()) -> Body:
        """Call a method and return its result.

        Args:
            name: of the service on the bus.
            path: of the object.
            method: with its interface, for instance "org.freedesktop.DBus.Peer.Ping".
            signature: D-Bus types of `body`.
            body: arguments.

        Raises:
            BusError: the call failed, or there was no answer in time.
        """
        interface, _, member = method.rpartition(".")
        address = DBusAddress(path, bus_name=name, interface=interface)
        return self._send(new_method_call(address, member, signature or None, body), _PATIENCE)

    def receive(self) -> Message | None:
        """Wait for a signal and return it; None after `wake`.

        Raises:
            BusError: the bus has ended, or `hang_up` was called.
        """
        while True:
            if self._signals:
                return self._signals.pop(0)
            message = self._next(0.0)
            if message is not None:
                self._keep(message)
                continue
            readable, _, _ = select.select([self._connection.sock, self._woken], [], [])
            if self._woken in readable:
                self._woken.recv(4096)
                return None

    def wake(self) -> None:
        """Make `receive` return None once."""
        with suppress(OSError):
            self._waker.send(b"\0")

    def hang_up(self) -> None:
        """Make what waits in another thread fail at once."""
        with suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self.wake()

    def close(self) -> None:
        """Close the connection; other threads must no longer use it."""
        self._connection.close()
        self._woken.close()
        self._waker.close()

    def _send(self, message: Message, seconds: float) -> Body:
        serial = next(self._connection.outgoing_serial)
        deadline = time.monotonic() + seconds
        try:
            self._connection.send(message, serial=serial)
        except OSError as error:
            raise BusError(_("the D-Bus session bus has ended ({error})").format(error=reason_of(error))) from error
        while True:
            answer = self._next(max(0.0, deadline - time.monotonic()))
            if answer is None:
                raise BusError(_("no answer within {seconds:g} seconds").format(seconds=seconds), _NO_REPLY)
            if answer.header.fields.get(HeaderFields.reply_serial) == serial:
                break
            self._keep(answer)
        try:
            return tuple(unwrap_msg(answer))
        except DBusErrorResponse as error:
            words = error.data[0] if error.data else ""
            raise BusError(str(words or error.name), error.name) from error

    def _next(self, seconds: float) -> Message | None:
        try:
            return self._connection.receive(timeout=seconds)
        except TimeoutError:
            return None
        except (OSError, ValueError) as error:
            raise BusError(_("the D-Bus session bus has ended ({error})").format(error=reason_of(error))) from error

    def _keep(self, message: Message) -> None:
        """Keep a signal for `receive`, unless it is urgent."""
        if message.header.message_type is MessageType.signal and not self._urgent(message):
            self._signals.append(message)


def fields_of(message: Message) -> tuple[str, str, str]:
    """Return sender, path and full name of a signal, for instance "org.freedesktop.DBus.NameOwnerChanged"."""
    fields: Mapping[Any, Any] = message.header.fields
    name = f"{fields.get(HeaderFields.interface, '')}.{fields.get(HeaderFields.member, '')}"
    return str(fields.get(HeaderFields.sender, "")), str(fields.get(HeaderFields.path, "")), name


def _address() -> str:
    """Return the address of the session bus; that of systemd where the environment names none."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={folder}/bus"
