"""Calls and requests to the desktop's portal.

Interfaces: https://flatpak.github.io/xdg-desktop-portal/docs/api-reference.html
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from typing import Any

from app.desktop.session_bus import BUS, Body, BusError, SessionBus

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
# Answers of the user.
ACCEPTED, CANCELLED, FAILED = 0, 1, 2
_REGISTER = "org.freedesktop.host.portal.Registry.Register"
_GET = "org.freedesktop.DBus.Properties.Get"

Results = Mapping[str, Any]
# Takes ACCEPTED, CANCELLED or FAILED, and the results by name, each with its D-Bus type.
Then = Callable[[int, Results], object]


class Portal:
    """The portal on a session bus. Lives in the thread that uses the bus."""

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus
        self._numbers = count(1)
        # By the path of the request.
        self._waiting: dict[str, Then] = {}

    def register(self, app_id: str) -> bool:
        """Report the program's app id, before all other calls; return whether the portal knows it.

        It does not before its version 1.20, nor where no desktop file has that name.
        """
        try:
            self._bus.call(NAME, PATH, _REGISTER, "sa{sv}", (app_id, {}))
        except BusError:
            return False
        return True

    def owner(self) -> str:
        """Return the unique name of the portal on the bus, "" while it does not run."""
        try:
            return str(self._bus.call(BUS, "/org/freedesktop/DBus", f"{BUS}.GetNameOwner", "s", (NAME,))[0])
        except BusError:
            return ""

    def version(self, interface: str) -> int:
        """Return the version of an interface, 0 where the portal does not offer it."""
        try:
            return int(self._bus.call(NAME, PATH, _GET, "ss", (interface, "version"))[0][1])
        except BusError:
            return 0

    def call(self, method: str, signature: str = "", body: Body = (), path: str = PATH) -> Body:
        """Call a method; raises `BusError` where it fails."""
        return self._bus.call(NAME, path, method, signature, body)

    def ask(self, method: str, signature: str, body: Body, options: Results, then: Then) -> str:
        """Make a request that the user answers, and return its path.

        Args:
            method: with its interface.
            signature: D-Bus types of all arguments.
            body: arguments but the last, which are the options.
            options: more options, each with its D-Bus type.
            then: takes the answer.

        Raises:
            BusError: the portal refused the request.
        """
        token = self.token()
        sender = self._bus.unique_name.lstrip(":").replace(".", "_")
        path = f"{PATH}/request/{sender}/{token}"
        # Before the call, since the answer may come first.
        self._waiting[path] = then
        try:
            answer = self.call(method, signature, (*body, {**options, "handle_token": ("s", token)}))
        except Exception:
            del self._waiting[path]
            raise
        if answer[0] != path:
            # Portals before version 0.9 choose the path themselves.
            self._waiting[answer[0]] = self._waiting.pop(path)
        return str(answer[0])

    def take_answer(self, path: str, code: int, results: Results) -> None:
        """Pass on the answer to a request."""
        then = self._waiting.pop(path, None)
        if then is not None:
            then(code, results)

    def withdraw(self, request: str) -> None:
        """Close the dialog of a request, whose answer is no longer wanted."""
        if self._waiting.pop(request, None) is not None:
            self.close(REQUEST, request)

    def close(self, interface: str, path: str) -> None:
        """Close a request or session, which may have ended by itself."""
        with suppress(BusError):
            self.call(f"{interface}.Close", path=path)

    def cancel_all(self) -> None:
        """Answer all requests as cancelled, since the portal or the bus has ended."""
        waiting, self._waiting = self._waiting, {}
        for then in waiting.values():
            then(CANCELLED, {})

    def token(self) -> str:
        """Return a new word to name a request or session by."""
        return f"bisenet_bg_{next(self._numbers)}"
