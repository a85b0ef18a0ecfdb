"""The card "Hide me everywhere" of the page Setup."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.desktop.portal_status import HIDE_KEY, SHOW_KEY, Keys, Phase, PortalStatus
from app.gui.session.desktop_portal import DesktopPortal
from app.gui.session.settings_store import SettingsStore
from app.gui.setup.step_card import StepCard
from app.gui.shortcuts import HIDE
from app.gui.widgets.buttons import Toggle
from app.gui.widgets.command_block import CommandBlock
from app.gui.widgets.labels import note, row_of
from app.language import N_, _

COMMANDS = ("bisenet-bg control slate", "bisenet-bg control show")
_TEXTS = {
    Phase.CHECKING: N_("Asking your desktop which keys it offers…"),
    Phase.UNAVAILABLE: (
        N_(
            "Your desktop lets no program choose keys that work in front of other programs. Bind these two commands to "
            "keys in its settings: the first hides you, the second shows you again."
        )
    ),
    Phase.OFF: N_("{key} works in this window. Turn this on for keys that also work in front of your meeting."),
    Phase.ASKING: N_("Confirm the keys in the dialog of your desktop."),
    Phase.REFUSED: N_("The keys were not confirmed. Turn this on to be asked again."),
    Phase.ENDED: N_("Your desktop took the keys back. Turn this on to ask again."),
}


class GlobalKeysCard(StepCard):
    """Turns on the keys that work in front of other programs, and shows which ones the desktop assigned.

    Args:
        portal: offers the keys, or does not.
        store: remembers whether they are on.
    """

    def __init__(self, portal: DesktopPortal, store: SettingsStore) -> None:
        self.toggle = Toggle(_("Keys that work in front of other programs"), False)
        self.note = note()
        self.commands = CommandBlock(COMMANDS)
        self.configure = QPushButton(_("Change the keys…"))
        buttons = QWidget()
        buttons.setLayout(row_of(self.configure, None))
        super().__init__(_("Hide me in a meeting"), self.toggle, self.note, self.commands, buttons)
        self._buttons = buttons
        self._portal = portal
        self._store = store
        self.toggle.clicked.connect(self._turn)
        self.configure.clicked.connect(portal.configure_keys)
        portal.changed.connect(self._show)
        self._show(portal.status)

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        self._store.change(global_keys=on)
        self._portal.turn_keys(on)

    @Slot(object)
    def _show(self, status: PortalStatus) -> None:
        phase = status.keys.phase
        if phase is Phase.REFUSED and self._store.settings.global_keys:
            # So that the next start does not ask again.
            self._store.change(global_keys=False)
        self.toggle.setVisible(phase is not Phase.UNAVAILABLE)
        self.toggle.setEnabled(phase is not Phase.CHECKING)
        self.toggle.setChecked(phase in (Phase.ASKING, Phase.ON))
        self.note.setText(keys_text(status))
        self.toggle.setAccessibleDescription(self.note.text())
        self.commands.setVisible(phase is Phase.UNAVAILABLE)
        self._buttons.setVisible(phase is Phase.ON and status.keys.can_configure)


def keys_text(status: PortalStatus) -> str:
    """Return the state of the global keys as one or more sentences."""
    keys = status.keys
    if keys.phase is Phase.ON:
        return _assigned(keys)
    if keys.phase is Phase.FAILED:
        return _failed(status)
    return _(_TEXTS[keys.phase]).format(key=HIDE.keys)


def _assigned(keys: Keys) -> str:
    hide, show = (keys.assigned.get(key.name) or _("no key yet") for key in (HIDE_KEY, SHOW_KEY))
    sentence = _("Hide me: {hide}. Show me again: {show}.").format(hide=hide, show=show)
    if keys.can_configure:
        return sentence
    hint = _("Change them in the keyboard settings of your desktop.")
    return f"{sentence} {hint}"


def _failed(status: PortalStatus) -> str:
    if status.keys.problem:
        sentence = _("Your desktop did not assign the keys ({problem}).").format(problem=status.keys.problem)
    else:
        sentence = _("Your desktop did not assign the keys, and gives no reason.")
    if status.is_registered:
        return sentence
    hint = _("It may need the menu entry: run bisenet-bg install-desktop, then start bisenet-bg again.")
    return f"{sentence} {hint}"
