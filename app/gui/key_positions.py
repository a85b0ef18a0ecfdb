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
# X11 and Wayland have AltGr as Mod5 and the keys of a fifth level as Mod3. Qt does not report them as modifiers on
# Wayland.
_THIRD_LEVELS = 0x80 | 0x20
# From here on, Qt numbers the keys that print nothing.
_PRINT_NOTHING = Qt.Key.Key_Escape


def key_combination(event: QKeyEvent) -> QKeyCombination:
    """Return the key of an event with its modifiers, as an English keyboard has it.

    A key of the row of digits is its digit, whatever it prints without Shift, for instance "&" on a French keyboard. A
    key that prints a letter of another script, such as Cyrillic, is the Latin letter of its position; with Ctrl, so is
    one that prints any other character outside ASCII. Every other key is what it prints: Z is where the keyboard has
    its Z. So are all keys on macOS, which reports no positions.
    """
    own, code = event.keyCombination(), _scan_code(event)
    modifiers = event.modifiers()
    # With Alt or AltGr, keys print a third character, such as brackets.
    if code is None or modifiers & ~(_SHIFT | _CTRL) or _has_third_level(event):
        return own
    if code in _DIGITS and not modifiers & _SHIFT:
        return QKeyCombination(modifiers, _DIGITS[code])
    if code in _LETTERS and _is_foreign(event.key(), bool(modifiers & _CTRL)):
        return QKeyCombination(modifiers, _LETTERS[code])
    return own


def stands_for(event: QKeyEvent, letter: Qt.Key) -> bool:
    """Return whether a key lies where an English keyboard has a letter, and prints no Latin letter itself."""
    code = _scan_code(event)
    return code is not None and _LETTERS.get(code) == letter and not _is_latin_letter(event.key())


def _scan_code(event: QKeyEvent) -> int | None:
    """Return the position of a key as Linux and Windows number it, None where the platform reports none."""
    base = _BASES.get(_platform())
    return None if base is None else event.nativeScanCode() - base


def _has_third_level(event: QKeyEvent) -> bool:
    # Windows has other bits there, and reports AltGr as Ctrl and Alt.
    return _platform() in ("xcb", "wayland") and bool(event.nativeModifiers() & _THIRD_LEVELS)


def _platform() -> str:
    return QGuiApplication.platformName().partition("-")[0]


def _is_foreign(key: int, with_ctrl: bool) -> bool:
    """Return whether a key prints a letter, or the mark of one, that is not Latin; with Ctrl, any other character."""
    # Punctuation of ASCII stays what it is: a Dvorak keyboard has its marks where an English one has Q, W, E and Z.
    if key >= _PRINT_NOTHING or _is_latin_letter(key):
        return False
    character = chr(key)
    return unicodedata.category(character)[0] in "LM" or (with_ctrl and not character.isascii())


def _is_latin_letter(key: int) -> bool:
    if key >= _PRINT_NOTHING:
        return False
    character = chr(key)
    return unicodedata.category(character)[0] == "L" and unicodedata.name(character, "").startswith("LATIN")
