"""Keys that work in front of every program, by the portal's interface GlobalShortcuts."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.desktop.portal import ACCEPTED, CANCELLED, SESSION, Portal, Results
from app.desktop.portal_status import GLOBAL_KEYS, Keys, Phase
from app.desktop.session_bus import Body, BusError
from app.language import _

INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
# The version that can open the desktop's settings.
_CONFIGURES = 2
_OFF = (Phase.OFF, Phase.REFUSED, Phase.FAILED, Phase.ENDED)


class GlobalShortcuts:
    """Asks for the keys and follows their state. Lives in the thread of the portal.

    Args:
        portal: that offers them, or does not.
        on_key: called with the name of a `GlobalKey` for each press.
        on_change: called with the `Keys` whenever they changed.
    """

    def __init__(self, portal: Portal, on_key: Callable[[str], object], on_change: Callable[[Keys], object]) -> None:
        self._portal = portal
        self._on_key = on_key
        self._on_change = on_change
        self._keys = Keys()
        self._session = ""
        self._request = ""

    def examine(self) -> None:
        """Find out whether the portal, which may have just started, offers such keys."""
        self._session = self._request = ""
        version = self._portal.version(INTERFACE)
        self._report(Keys(Phase.OFF if version else Phase.UNAVAILABLE, can_configure=version >= _CONFIGURES))

    def lose(self) -> None:
        """Note that the portal has ended."""
        self._session = self._request = ""
        self._report(Keys(Phase.UNAVAILABLE))

    def turn(self, on: bool) -> None:
        """Ask for the keys, also after a refusal, or return them; does nothing where the desktop offers none."""
        phase = self._keys.phase
        if on and phase in _OFF:
            self._open_session()
        elif not on and phase not in (Phase.CHECKING, Phase.UNAVAILABLE):
            self._end(Phase.OFF)

    def configure(self) -> None:
        """Open the desktop's settings of the keys."""
        if self._keys.phase is Phase.ON:
            try:
                self._portal.call(f"{INTERFACE}.ConfigureShortcuts", "osa{sv}", (self._session, "", {}))
            except BusError as error:
                # The keys themselves go on working.
                self._report(replace(self._keys, problem=str(error)))

    def take_press(self, name: str, body: Body) -> bool:
        """Return whether a signal of the portal was the press of a key, and act on it; no other needs such haste."""
        is_press = bool(self._session) and name == f"{INTERFACE}.Activated" and body[0] == self._session
        if is_press:
            self._on_key(body[1])
        return is_press

    def take_signal(self, name: str, path: str, body: Body) -> None:
        """Handle a signal of the portal, by its full name."""
        if not self._session:
            return
        if name == f"{SESSION}.Closed" and path == self._session:
            self._session = ""
            self._report(replace(self._keys, phase=Phase.ENDED, assigned={}))
        elif name == f"{INTERFACE}.ShortcutsChanged" and body[0] == self._session:
            self._show(body[1])

    def _open_session(self) -> None:
        self._report(replace(self._keys, phase=Phase.ASKING, assigned={}, problem=""))
        options = {"session_handle_token": ("s", self._portal.token())}
        self._ask("CreateSession", "a{sv}", (), self._bind, options)

    def _bind(self, results: Results) -> None:
        self._session = str(results.get("session_handle", ("s", ""))[1])
        if not self._session:
            self._end(Phase.FAILED)
            return
        keys = [
            (key.name, {"description": ("s", _(key.title)), "preferred_trigger": ("s", key.preferred)})
            for key in GLOBAL_KEYS
        ]
        self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", (self._session, keys, ""), self._take_bound)

    def _take_bound(self, results: Results) -> None:
        if "shortcuts" in results:
            self._show(results["shortcuts"][1])
        else:
            self._ask("ListShortcuts", "oa{sv}", (self._session,), self._take_list)

    def _take_list(self, results: Results) -> None:
        self._show(results.get("shortcuts", ("", ()))[1])

    def _show(self, shortcuts: Sequence[tuple[str, Results]]) -> None:
        assigned = {name: str(facts.get("trigger_description", ("s", ""))[1]) for name, facts in shortcuts}
        self._report(replace(self._keys, phase=Phase.ON, assigned=assigned, problem=""))

    def _ask(
        self,
        method: str,
        signature: str,
        body: Body,
        accepted: Callable[[Results], None],
        options: Results | None = None,
    ) -> None:
        def take(code: int, results: Results) -> None:
            self._request = ""
            if code == ACCEPTED:
                accepted(results)
            else:
                self._end(Phase.REFUSED if code == CANCELLED else Phase.FAILED)

        def ask() -> None:
            self._request = self._portal.ask(f"{INTERFACE}.{method}", signature, body, options or {}, take)

        self._try(ask)

    def _try(self, call: Callable[[], object]) -> None:
        try:
            call()
        except BusError as error:
            self._end(Phase.FAILED, str(error))

    def _end(self, phase: Phase, problem: str = "") -> None:
        session, request = self._session, self._request
        self._session = self._request = ""
        self._portal.withdraw(request)
        if session:
            self._portal.close(SESSION, session)
        self._report(replace(self._keys, phase=phase, assigned={}, problem=problem))

    def _report(self, keys: Keys) -> None:
        if keys != self._keys:
            self._keys = keys
            self._on_change(keys)
