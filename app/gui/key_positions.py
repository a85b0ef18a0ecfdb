"""Keys by where they lie on the keyboard, for layouts that print something else there than an English one."""

import unicodedata

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

# Scan codes of Linux, which for these rows are also those of Windows; X11 and Wayland add eight.
_BASES = {"xcb": 8, "wayland": 8, "windows": 0}
_DIGITS = {code: Qt.Key(ord(digit)) for code, digit in enumerate("1234567890", 2)}
_LETTERS = {
    code: Qt.Key(ord(letter))
    for first, row in ((16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
    for code, letter in enumerate(row, first)
}
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def key_combination(event: QKeyEvent) -> QKeyCombination:
    """Return the key of an event with its modifiers, as an English keyboard has it.

    A key of the row of digits is its digit, whatever it prints without Shift, for instance "&" on a French keyboard. A
    key that prints a letter of another script, such as Cyrillic, is the Latin letter of its position. Every other key
    is what it prints: Z is where the keyboard has its Z. So are all keys on macOS, which reports no positions.
    """
    own = event.keyCombination()
    base = _BASES.get(QGuiApplication.platformName().partition("-")[0])
    modifiers = event.modifiers()
    # With Alt or AltGr, keys print a third character, such as brackets.
    if base is None or modifiers & ~(_SHIFT | _CTRL):
        return own
    code = event.nativeScanCode() - base
    if code in _DIGITS and not modifiers & _SHIFT:
        return QKeyCombination(modifiers, _DIGITS[code])
    if code in _LETTERS and _is_of_another_script(event.key()):
        return QKeyCombination(modifiers, _LETTERS[code])
    return own


def _is_of_another_script(key: int) -> bool:
    """Return whether a key prints a letter, or the mark of one, that is not Latin."""
    if key >= Qt.Key.Key_Escape:
        # Qt's numbers of keys that print nothing.
        return False
    character = chr(key)
    return unicodedata.category(character)[0] in "LM" and not unicodedata.name(character, "").startswith("LATIN")
