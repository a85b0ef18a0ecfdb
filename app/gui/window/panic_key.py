"""The panic key in menus, lists and dialogs, which Qt's shortcuts do not reach."""

from collections.abc import Callable

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.gui.key_positions import key_combination, stands_for


class PanicKey:
    """Calls a function when a key is pressed in any window of the application, whatever is open there.

    Where the key of that position prints no Latin letter, it is the panic key too, so that every keyboard has one.

    Args:
        sequence: a letter with its modifiers, in Qt's notation.
        act: called for each press.
    """

    def __init__(self, sequence: str, act: Callable[[], object]) -> None:
        self._key: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[index]
        self._act = act

    def press(self, event: QKeyEvent) -> bool:
        """Act on the key, and keep it from the window."""
        is_key = key_combination(event) == self._key or (
            event.modifiers() == self._key.keyboardModifiers() and stands_for(event, self._key.key())
        )
        if is_key:
            self._act()
        return is_key
