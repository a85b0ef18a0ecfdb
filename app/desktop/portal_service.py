"""What the program uses of a portal: global keys and the file dialog, and their state."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.desktop import file_chooser
from app.desktop.file_chooser import FileQuery, choose_files
from app.desktop.global_shortcuts import GlobalShortcuts
from app.desktop.identity import APP_ID
from app.desktop.portal import NAME, REQUEST, Portal
from app.desktop.portal_status import Keys, Phase, PortalStatus
from app.desktop.session_bus import BUS, Body, BusError

# Takes the chosen paths, none if the user cancelled; None where the desktop opened no dialog.
TakeFiles = Callable[[Sequence[str] | None], object]


class PortalService:
    """Lives in the thread of the portal.

    Args:
        portal: to use, also after it was started again.
        on_key: called with the name of a `GlobalKey` for each press.
        on_status: called with the `PortalStatus` whenever it changed.
        keys_wanted: whether the user wants the global keys.
    """

    def __init__(
        self,
        portal: Portal,
        on_key: Callable[[str], object],
        on_status: Callable[[PortalStatus], object],
        keys_wanted: bool,
    ) -> None:
        self._portal = portal
        self._on_status = on_status
        self._keys_wanted = keys_wanted
        self._status = PortalStatus()
        self._keys = GlobalShortcuts(portal, on_key, self._show_keys)
        self._owner = ""
        self._dialog = ""

    def examine(self) -> None:
        """Find out what the portal offers; the bus starts it where it does not run."""
        is_registered = self._portal.register(APP_ID)
        files = self._portal.version(file_chooser.INTERFACE)
        self._status = replace(self._status, has_file_dialog=files >= file_chooser.VERSION, is_registered=is_registered)
        self._keys.examine()
        self._owner = self._portal.owner()
        if self._keys_wanted:
            self._keys.turn(True)

    def turn_keys(self, on: bool) -> None:
        """Ask for the global keys, or return them."""
        self._keys_wanted = on
        self._keys.turn(on)

    def configure_keys(self) -> None:
        """Open the desktop's settings of the global keys."""
        self._keys.configure()

    def choose_files(self, query: FileQuery, take: TakeFiles) -> None:
        """Open the file dialog. An earlier one closes, so that the new one is in front.

        Raises:
            ValueError: D-Bus has no such text, for instance a title that is not Unicode; `take` has got None.
        """
        self._portal.withdraw(self._dialog)
        try:
            self._dialog = choose_files(self._portal, query, take)
        except BusError:
            take(None)
        except Exception:
            take(None)
            raise

    def end(self) -> None:
        """Note that the portal or the bus has ended: the keys are lost, and requests count as cancelled."""
        self._keys.lose()
        self._portal.cancel_all()

    def take_press(self, sender: str, name: str, body: Body) -> bool:
        """Return whether a signal was the press of a global key, which acts at once, without a call to the portal."""
        return sender == self._owner and self._keys.take_press(name, body)

    def take_signal(self, sender: str, path: str, name: str, body: Body) -> None:
        """Handle a signal, by its full name; any program may send one, and only the portal's count."""
        if sender == BUS and name == f"{BUS}.NameOwnerChanged" and body[0] == NAME:
            self._follow(body[2])
        elif sender != self._owner:
            return
        elif name == f"{REQUEST}.Response":
            self._portal.take_answer(path, body[0], body[1])
        else:
            self._keys.take_signal(name, path, body)

    def _follow(self, owner: str) -> None:
        if owner == self._owner:
            return
        self._owner = owner
        self.end()
        if owner:
            self.examine()
        else:
            self._report(PortalStatus(Keys(Phase.UNAVAILABLE)))

    def _show_keys(self, keys: Keys) -> None:
        self._report(replace(self._status, keys=keys))

    def _report(self, status: PortalStatus) -> None:
        self._status = status
        self._on_status(status)
