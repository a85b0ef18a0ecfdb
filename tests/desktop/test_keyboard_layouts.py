"""The program's shortcuts with keyboards of other countries; on X11 keys are pressed by their position."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.control.client import ask
from app.control.protocol import Command, Request
from tests.desktop.sessions import Desktop, desktop, remember, wait_for

pytestmark = pytest.mark.slow

# Keycodes of X11. On a French keyboard Z and W have changed places, on a German one Z and Y.
CTRL, SHIFT, ALTGR = "37", "50", "108"
DIGIT_1, DIGIT_2, DIGIT_3, Q, P, H, J = "10", "11", "12", "24", "33", "43", "44"
LEFT_OF_X, Z_OF_FRENCH, Z_OF_GERMAN = "52", "25", "29"
UNDO = {"us": LEFT_OF_X, "fr": Z_OF_FRENCH, "de": Z_OF_GERMAN, "ru": LEFT_OF_X, "gr": LEFT_OF_X}


@pytest.fixture
def session(folder: Path) -> Iterator[Desktop]:
    missing = [tool for tool in ("setxkbmap", "xdotool") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    with desktop("openbox", folder) as found:
        yield found


def press(session: Desktop, key: str, *modifiers: str) -> None:
    """Press a key while others are down."""
    words = [word for modifier in modifiers for word in ("keydown", modifier)]
    words += ["key", key]
    words += [word for modifier in reversed(modifiers) for word in ("keyup", modifier)]
    assert session.run("xdotool", *words).returncode == 0


def background() -> str:
    return str(ask(Request(Command.STATUS)).status["background"])


def is_hidden() -> bool:
    return bool(ask(Request(Command.STATUS)).status["paused"])


@pytest.mark.parametrize("layout", UNDO)
def test_shortcuts_work_on_every_keyboard(session: Desktop, layout: str) -> None:
    assert session.run("setxkbmap", layout).returncode == 0
    remember(session)
    with session.program() as program:
        program.wait_for_window()
        wait_for(lambda: "bisenet-bg" in session.run("xdotool", "getactivewindow", "getwindowname").stdout)
        used = {background()}
        for key in (DIGIT_1, DIGIT_2):
            press(session, key)
            wait_for(lambda: background() not in used)
            used.add(background())
        second = background()
        press(session, UNDO[layout], CTRL)
        wait_for(lambda: background() != second)
        press(session, UNDO[layout], CTRL, SHIFT)
        wait_for(lambda: background() == second)
        press(session, H, CTRL, SHIFT)
        wait_for(is_hidden)
        press(session, P, CTRL)
        wait_for(lambda: not is_hidden())
        assert program.err.read_text() == ""


@pytest.mark.parametrize("layout", ["de", "fr"])
def test_altgr_and_a_digit_choose_no_favourite(session: Desktop, layout: str) -> None:
    assert session.run("setxkbmap", layout).returncode == 0
    remember(session)
    with session.program() as program:
        program.wait_for_window()
        wait_for(lambda: "bisenet-bg" in session.run("xdotool", "getactivewindow", "getwindowname").stdout)
        start = background()
        press(session, DIGIT_1)
        wait_for(lambda: background() != start)
        first = background()
        press(session, DIGIT_2, ALTGR)
        press(session, DIGIT_3)
        wait_for(lambda: background() != first)
        # One step back is the second favourite if the key with AltGr chose it.
        press(session, UNDO[layout], CTRL)
        wait_for(lambda: background() == first)


def test_altgr_and_a_digit_choose_no_favourite_on_wayland(folder: Path) -> None:
    if shutil.which("wtype") is None:
        pytest.skip("needs wtype")
    with desktop("sway", folder) as session:
        remember(session)
        with session.program() as program:
            program.wait_for_window()
            start = background()

            def differs_after(before: str, *keys: str) -> bool:
                """Type keys, and return whether the background changed; a new virtual keyboard may lose its keys."""
                session.type_keys("-s", "500", *keys, "-s", "500")
                return background() != before

            wait_for(lambda: differs_after(start, "1"))
            first = background()
            # wtype puts its characters on the keys from Esc on: these brackets lie on the digits 1 and 2.
            wait_for(lambda: differs_after(first, "-M", "altgr", "x[{", "-m", "altgr", "3"))
            # One step back is the second favourite if the key with AltGr chose it.
            third = background()
            wait_for(lambda: differs_after(third, "-M", "ctrl", "z", "-m", "ctrl"))
            assert background() == first


# Layouts without an H: Central Kurdish prints a joiner at its place, Inuktitut ")" and a Tamil one a pound sign.
@pytest.mark.parametrize("layout", [("iq", "ku_ara"), ("ca", "ike"), ("in", "tam_tamilnet_TAB"), ("ru", "")])
def test_the_panic_key_exists_on_every_keyboard(session: Desktop, layout: tuple[str, str]) -> None:
    name, variant = layout
    if session.run("setxkbmap", name, *(("-variant", variant) if variant else ())).returncode != 0:
        pytest.skip(f"X11 has no layout {name}({variant}) here")
    remember(session)
    with session.program() as program:
        program.wait_for_window()
        wait_for(lambda: "bisenet-bg" in session.run("xdotool", "getactivewindow", "getwindowname").stdout)
        press(session, H, CTRL, SHIFT)
        wait_for(is_hidden)


# Greek prints ";" in place of Q, Hebrew "/" and Programmer Dvorak ";" too, which has its Q elsewhere.
@pytest.mark.parametrize(("layout", "variant"), [("gr", ""), ("il", ""), ("us", "dvp")])
@pytest.mark.parametrize("locale", ["C.UTF-8", "el_GR.UTF-8"])
def test_a_mark_in_place_of_q(session: Desktop, layout: str, variant: str, locale: str) -> None:
    assert session.run("setxkbmap", layout, *(("-variant", variant) if variant else ())).returncode == 0
    remember(session)
    session.environment["LANG"] = locale
    with session.program("--language", "en") as program:
        program.wait_for_window()
        wait_for(lambda: "bisenet-bg" in session.run("xdotool", "getactivewindow", "getwindowname").stdout)
        if variant or locale == "C.UTF-8":
            # No shortcut; on Dvorak keyboards it is H.
            press(session, J)
        press(session, Q, CTRL)
        if variant:
            press(session, J, CTRL, SHIFT)
            wait_for(is_hidden)
        else:
            assert program.process.wait(60) == 0
