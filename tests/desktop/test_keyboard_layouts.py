"""The program's shortcuts on X11 with keyboards of other countries: keys are pressed by their position."""

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
DIGIT_1, DIGIT_2, P, H, LEFT_OF_X, Z_OF_FRENCH, Z_OF_GERMAN = "10", "11", "33", "43", "52", "25", "29"
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
