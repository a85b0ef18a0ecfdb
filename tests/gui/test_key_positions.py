"""Keys by their position, with the codes that X11, Wayland and Windows report."""

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from app.gui.key_positions import KeyboardScript, key_combination, stands_for

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
ALTGR, PLAIN = Qt.KeyboardModifier.GroupSwitchModifier, Qt.KeyboardModifier.NoModifier
# Scan codes as Windows reports them.
DIGIT_1, DIGIT_8, DIGIT_0, Q, H, Z, M, BRACKET = 2, 9, 11, 16, 35, 44, 50, 26
# Bits of the native modifiers on X11 and Wayland.
NUM_LOCK, LEVEL_5, ALTGR_BIT = 0x10, 0x20, 0x80
PLATFORMS = {"xcb": 8, "wayland": 8, "wayland-egl": 8, "windows": 0}


def key_press(text: str, modifiers: Qt.KeyboardModifier, code: int, native: int = 0) -> QKeyEvent:
    """Return the press of the key that prints `text` with a scan code and the platform's own modifiers."""
    return QKeyEvent(QEvent.Type.KeyPress, ord(text), modifiers, code, 0, native, text)


def named(text: str, modifiers: Qt.KeyboardModifier, code: int, native: int = 0, *, is_latin: bool = True) -> str:
    """Return the name of the key that is pressed."""
    return QKeySequence(key_combination(key_press(text, modifiers, code, native), is_latin=is_latin)).toString()


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
        # Central Kurdish has a joiner on H, and a Tamil layout a pound sign.
        ("\N{ZERO WIDTH NON-JOINER}", CTRL | SHIFT, H, "Ctrl+Shift+H"),
        ("£", CTRL | SHIFT, H, "Ctrl+Shift+H"),
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
        # Dvorak marks.
        ("'", CTRL, Q, "Ctrl+'"),
        (";", CTRL, Z, "Ctrl+;"),
        # Without Ctrl, a character of another script that is no letter.
        ("\N{ZERO WIDTH NON-JOINER}", SHIFT, H, "Shift+\N{ZERO WIDTH NON-JOINER}"),
        ("[", CTRL | ALT, DIGIT_1, "Ctrl+Alt+["),
    ],
)
def test_what_the_key_prints_counts_otherwise(
    base: int, text: str, modifiers: Qt.KeyboardModifier, code: int, expected: str
) -> None:
    assert named(text, modifiers, code + base).replace("Num+", "") == QKeySequence(expected).toString()


@pytest.mark.parametrize(
    ("platform", "modifiers", "native"),
    [
        # Wayland reports AltGr in the native modifiers alone.
        ("wayland", PLAIN, ALTGR_BIT),
        ("wayland-egl", PLAIN, ALTGR_BIT),
        ("wayland", PLAIN, LEVEL_5),
        ("wayland", CTRL, ALTGR_BIT),
        ("xcb", ALTGR, ALTGR_BIT),
        ("xcb", PLAIN, ALTGR_BIT),
        ("xcb", PLAIN, LEVEL_5),
        ("windows", CTRL | ALT, 0),
    ],
)
@pytest.mark.parametrize(("text", "code"), [("[", DIGIT_8), ("\u0431", Q)])
def test_a_key_with_altgr_is_what_it_prints(
    monkeypatch: pytest.MonkeyPatch, platform: str, modifiers: Qt.KeyboardModifier, native: int, text: str, code: int
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    event = key_press(text, modifiers, code + PLATFORMS[platform], native)
    assert key_combination(event) == event.keyCombination()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_other_native_modifiers_change_nothing(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    assert named("&", PLAIN, DIGIT_1 + PLATFORMS[platform], NUM_LOCK) == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (")", True),
        ("£", True),
        ("\N{ZERO WIDTH NON-JOINER}", True),
        ("Р", True),  # noqa: RUF001 - Cyrillic
        # Dvorak and Turkish letters.
        ("D", False),
        ("İ", False),
    ],
)
def test_what_stands_for_a_letter(base: int, text: str, expected: bool) -> None:
    assert stands_for(key_press(text, CTRL | SHIFT, H + base), Qt.Key.Key_H) == expected
    assert not stands_for(key_press(text, CTRL | SHIFT, Q + base), Qt.Key.Key_H)


def test_a_dead_key_stands_for_a_letter(base: int) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Circumflex, CTRL | SHIFT, H + base, 0, 0)
    assert stands_for(event, Qt.Key.Key_H)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Dead_Circumflex, Qt.Key.Key_F4])
def test_keys_that_print_nothing(base: int, key: Qt.Key) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, PLAIN, Q + base, 0, 0)
    assert key_combination(event).key() == key


def test_a_platform_without_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "cocoa")
    assert named("&", PLAIN, DIGIT_1) == "&"
    assert not stands_for(key_press(")", CTRL | SHIFT, H), Qt.Key.Key_H)


@pytest.mark.parametrize("mark", [";", "/", ","])
def test_a_mark_with_ctrl_is_a_letter_where_the_keyboard_has_no_latin_ones(base: int, mark: str) -> None:
    # Greek, Hebrew and Bulgarian.
    assert named(mark, CTRL, Q + base, is_latin=False) == "Ctrl+Q"
    assert named(mark, CTRL, Q + base) == f"Ctrl+{mark}"
    assert named(mark, PLAIN, Q + base, is_latin=False) == mark


@pytest.mark.parametrize(
    ("text", "modifiers", "code", "is_latin"),
    [
        ("Ζ", PLAIN, Z, False),  # noqa: RUF001 - Greek
        ("Ζ", SHIFT, Z, False),  # noqa: RUF001 - Greek
        ("צ", PLAIN, M, False),
        ("\u042c", PLAIN, M, False),
        ("M", PLAIN, M, True),
        ("Ü", PLAIN, M, True),
    ],
)
def test_the_script_is_that_of_the_letter_typed_last(
    base: int, text: str, modifiers: Qt.KeyboardModifier, code: int, is_latin: bool
) -> None:
    script = KeyboardScript()
    script.learn(key_press("Я" if is_latin else "X", PLAIN, Z + base))
    assert script.is_latin != is_latin
    script.learn(key_press(text, modifiers, code + base))
    assert script.is_latin == is_latin


def test_marks_digits_and_keys_with_ctrl_say_nothing_about_the_script(base: int) -> None:
    script = KeyboardScript()
    script.learn(key_press("Я", PLAIN, Z + base))
    for text, modifiers, code in ((";", PLAIN, Q), ("1", PLAIN, DIGIT_1), ("Z", CTRL, Z)):
        script.learn(key_press(text, modifiers, code + base))
    script.learn(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Circumflex, PLAIN, Q + base, 0, 0))
    assert not script.is_latin


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("code", "is_latin"), [("el_GR", False), ("he_IL", False), ("ru_RU", False), ("de_DE", True), ("C", True)]
)
def test_the_locale_says_it_before_the_first_letter(
    monkeypatch: pytest.MonkeyPatch, platform: str, code: str, is_latin: bool
) -> None:
    class InputMethod:
        def locale(self) -> QLocale:
            return QLocale(code if platform == "windows" else "C")

    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    monkeypatch.setattr(QGuiApplication, "inputMethod", InputMethod)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8" if platform == "windows" else f"{code}.UTF-8")
    assert KeyboardScript().is_latin == is_latin
