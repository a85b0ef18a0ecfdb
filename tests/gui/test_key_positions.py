"""Keys by their position, with the codes that X11, Wayland and Windows report."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from app.gui.key_positions import key_combination

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
ALTGR, PLAIN = Qt.KeyboardModifier.GroupSwitchModifier, Qt.KeyboardModifier.NoModifier
# Scan codes as Windows reports them.
DIGIT_1, DIGIT_0, Q, Z, M, BRACKET = 2, 11, 16, 44, 50, 26
PLATFORMS = {"xcb": 8, "wayland": 8, "wayland-egl": 8, "windows": 0}


def named(text: str, modifiers: Qt.KeyboardModifier, code: int) -> str:
    """Return the name of the key that prints `text` with a scan code."""
    event = QKeyEvent(QEvent.Type.KeyPress, ord(text), modifiers, code, 0, 0, text)
    return QKeySequence(key_combination(event)).toString()


@pytest.fixture(params=PLATFORMS)
def base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """What each platform adds to the scan codes."""
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: request.param)
    return PLATFORMS[request.param]


@pytest.mark.parametrize(
    ("text", "modifiers", "code", "expected"),
    [
        # French: & and à are 1 and 0.
        ("&", PLAIN, DIGIT_1, "1"),
        ("À", PLAIN, DIGIT_0, "0"),
        ("&", CTRL, DIGIT_1, "Ctrl+1"),
        # Arabic and Persian digits.
        ("\u0661", PLAIN, DIGIT_1, "1"),
        # Russian, Greek, Hebrew and Thai.
        ("Я", CTRL, Z, "Ctrl+Z"),
        ("Я", CTRL | SHIFT, Z, "Ctrl+Shift+Z"),
        ("Й", CTRL, Q, "Ctrl+Q"),
        ("\u042c", PLAIN, M, "M"),
        ("\u0396", CTRL, Z, "Ctrl+Z"),
        ("צ", PLAIN, M, "M"),
        ("ผ", CTRL, Z, "Ctrl+Z"),
    ],
)
def test_other_scripts_and_rows_of_digits(
    base: int, text: str, modifiers: Qt.KeyboardModifier, code: int, expected: str
) -> None:
    assert named(text, modifiers, code + base) == expected


@pytest.mark.parametrize(
    ("text", "modifiers", "code", "expected"),
    [
        # French: Z is where an English keyboard has W, and a comma where it has M.
        ("W", CTRL, Z, "Ctrl+W"),
        (",", PLAIN, M, ","),
        # German and Turkish letters.
        ("Ü", PLAIN, BRACKET, "Ü"),
        ("É", CTRL, Q, "Ctrl+É"),
        # English, with Shift.
        ("!", SHIFT, DIGIT_1, "Shift+!"),
        ("1", PLAIN, DIGIT_1, "1"),
        # A third character.
        ("[", ALTGR, DIGIT_1, "["),
        ("[", CTRL | ALT, DIGIT_1, "Ctrl+Alt+["),
    ],
)
def test_what_the_key_prints_counts_otherwise(
    base: int, text: str, modifiers: Qt.KeyboardModifier, code: int, expected: str
) -> None:
    assert named(text, modifiers, code + base).replace("Num+", "") == QKeySequence(expected).toString()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Dead_Circumflex, Qt.Key.Key_F4])
def test_keys_that_print_nothing(base: int, key: Qt.Key) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, PLAIN, Q + base, 0, 0)
    assert key_combination(event).key() == key


def test_a_platform_without_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "cocoa")
    assert named("&", PLAIN, DIGIT_1) == "&"
