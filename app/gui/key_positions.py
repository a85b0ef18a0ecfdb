"""Keys by where they lie on the keyboard, for layouts that print something else there than an English one."""

import os
import unicodedata

from PySide6.QtCore import QKeyCombination, QLocale, Qt
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
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
# From here on, Qt numbers the keys that print nothing.
_PRINT_NOTHING = Qt.Key.Key_Escape


class KeyboardScript:
    """Whether a keyboard prints Latin letters, which the letters say that were typed.

    Before the first one, a locale says it: on Windows that of the keyboard, elsewhere that of the system.
    """

    def __init__(self) -> None:
        self._is_latin: bool | None = None

    @property
    def is_latin(self) -> bool:
        """Whether it prints Latin letters, as far as is known."""
        if self._is_latin is None:
            return _locale().script() in (QLocale.Script.LatinScript, QLocale.Script.AnyScript)
        return self._is_latin

    def learn(self, event: QKeyEvent) -> None:
        """Take note of a press."""
        # With Ctrl, Qt may report the Latin letter of another layout that the user has.
        if _scan_code(event) in _LETTERS and not event.modifiers() & ~_SHIFT and _prints_letter(event.key()):
            self._is_latin = _is_latin_letter(event.key())


def key_combination(event: QKeyEvent, *, is_latin: bool = True) -> QKeyCombination:
    """Return the key of an event with its modifiers, as an English keyboard has it.

    A key of the row of digits is its digit, whatever it prints without Shift, for instance "&" on a French keyboard. A
    key that prints a letter of another script, such as Cyrillic, is the Latin letter of its position; with Ctrl, so is
    one that prints any other character outside ASCII, or a mark on a keyboard without Latin letters. Every other key is
    what it prints: Z is where the keyboard has its Z. So are all keys on macOS, which reports no positions.

    Args:
        event: a press.
        is_latin: whether the keyboard prints Latin letters.
    """
    own, code = event.keyCombination(), _scan_code(event)
    modifiers = event.modifiers()
    # With Alt or AltGr, keys print a third character, such as brackets.
    if code is None or modifiers & ~(_SHIFT | _CTRL) or _has_third_level(event):
        return own
    if code in _DIGITS and not modifiers & _SHIFT:
        return QKeyCombination(modifiers, _DIGITS[code])
    if code in _LETTERS and _is_foreign(event.key(), bool(modifiers & _CTRL), is_latin):
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


def _locale() -> QLocale:
    if _platform() == "windows":
        return QGuiApplication.inputMethod().locale()
    # Qt's own has the language of the window.
    return QLocale(next((name for key in _LOCALE_VARIABLES if (name := os.environ.get(key))), "C"))


def _has_third_level(event: QKeyEvent) -> bool:
    # Windows has other bits there, and reports AltGr as Ctrl and Alt.
    return _platform() in ("xcb", "wayland") and bool(event.nativeModifiers() & _THIRD_LEVELS)


def _platform() -> str:
    return QGuiApplication.platformName().partition("-")[0]


def _is_foreign(key: int, with_ctrl: bool, is_latin: bool) -> bool:
    """Return whether a key prints a letter, or the mark of one, that is not Latin; with Ctrl, any other character."""
    if key >= _PRINT_NOTHING or _is_latin_letter(key):
        return False
    # Where an English keyboard has Q, a Greek one has ";" and a Hebrew one "/"; but Dvorak keyboards have marks there
    # too, and at W, E and Z.
    is_other = not chr(key).isascii() or (not is_latin and not chr(key).isalnum())
    return _prints_letter(key) or (with_ctrl and is_other)


def _prints_letter(key: int) -> bool:
    """Return whether a key prints a letter of any script, or the mark of one."""
    return key < _PRINT_NOTHING and unicodedata.category(chr(key))[0] in "LM"


def _is_latin_letter(key: int) -> bool:
    return (
        key < _PRINT_NOTHING
        and unicodedata.category(chr(key))[0] == "L"
        and unicodedata.name(chr(key), "").startswith("LATIN")
    )
