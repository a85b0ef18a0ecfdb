"""The panic key in menus, lists and dialogs, which Qt's shortcuts do not reach."""

from collections.abc import Callable

from PySide6.QtCore import QKeyCombination, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.gui.key_positions import key_combination
from app.gui.window.key_presses import KeyPresses


class PanicKey(KeyPresses):
    """Calls a function when a key is pressed in any window of the application, whatever is open there.

    Args:
        sequence: one key with its modifiers, in Qt's notation.
        act: called for each press.
        parent: owns this object.
    """

    def __init__(self, sequence: str, act: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._key: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[index]
        self._act = act

    def press(self, event: QKeyEvent) -> bool:
        """Act on the key, and keep it from the window."""
        is_key = key_combination(event) == self._key
        if is_key:
            self._act()
        return is_key
