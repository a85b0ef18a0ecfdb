"""The whole program in real sessions of sway, labwc and openbox."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from app.control.client import ask
from app.control.protocol import Command, Request
from app.desktop.identity import APP_ID
from tests.desktop.cover import COLOUR
from tests.desktop.fake_portal import SHORTCUTS, Behaviour, FakePortal
from tests.desktop.sessions import Desktop, desktop, remember, wait_for

pytestmark = pytest.mark.slow
COVER = ("-m", "tests.desktop.cover")
# More looks than a start takes to show its window.
_LOOKS = 30
IN_FRONT = "The window of the running bisenet-bg is in front.\n"


@pytest.fixture(params=["sway", "labwc", "openbox"])
def session(request: pytest.FixtureRequest, folder: Path) -> Iterator[Desktop]:
    """Each kind of session."""
    with desktop(request.param, folder) as found:
        yield found


@pytest.fixture(params=["sway", "labwc"])
def wayland(request: pytest.FixtureRequest, folder: Path) -> Iterator[Desktop]:
    """Each kind of Wayland session."""
    with desktop(request.param, folder) as found:
        yield found


def share_of(colour: tuple[int, int, int], picture: Image.Image) -> float:
    """Return how much of a picture has a colour, from 0 to 1."""
    small = picture.resize((80, 60), Image.Resampling.NEAREST)
    return small.tobytes().count(bytes(colour)) / (80 * 60)


def colours_in(picture: Image.Image) -> int:
    """Return how many colours a picture has: few without a window, many with the preview."""
    return len(picture.resize((160, 120), Image.Resampling.NEAREST).getcolors(160 * 120) or [])


def test_a_normal_start_prints_nothing(session: Desktop) -> None:
    with session.program() as program:
        program.wait_for_window()
        wait_for(lambda: colours_in(session.picture()) > 500)
        assert ask(Request(Command.QUIT)).ok
        assert program.process.wait(60) == 0
    assert program.err.read_text() == ""
    assert program.out.read_text() == ""


def test_an_app_id_that_the_desktop_does_not_know_prints_nothing(folder: Path) -> None:
    with desktop("labwc", folder) as session:
        # Qt reports the app id on desktops that it knows.
        session.environment["XDG_CURRENT_DESKTOP"] = "KDE"
        portal = FakePortal(session.bus, Behaviour(registers=False))
        try:
            with session.program() as program:
                program.wait_for_window()
                wait_for(lambda: portal.names().count("Register") == 2)
                assert ask(Request(Command.QUIT)).ok
                assert program.process.wait(60) == 0
                assert program.err.read_text() == ""
        finally:
            portal.stop()
    assert {body[0] for name, body in portal.calls if name.endswith("Register")} == {APP_ID}


@contextmanager
def covered(session: Desktop) -> Iterator[None]:
    """Run a program whose window covers the others; in sway, where windows tile, on a workspace of its own."""
    if session.name == "sway":
        assert session.run("swaymsg", "workspace", "2").returncode == 0
    with session.program(python=COVER):
        wait_for(lambda: share_of(COLOUR, session.picture()) > 0.8)
        yield


@pytest.mark.parametrize("token", ["", "of-no-launcher"])
def test_a_second_start_brings_the_window_to_the_front(session: Desktop, token: str) -> None:
    with session.program() as program:
        program.wait_for_window()
        session.environment["XDG_ACTIVATION_TOKEN"] = token
        with covered(session):
            second = session.second_start()
            assert (second.stdout, second.stderr) == (IN_FRONT, "")
            wait_for(lambda: share_of(COLOUR, session.picture()) < 0.7)


def test_the_token_of_a_launcher_activates_the_window(folder: Path) -> None:
    with desktop("sway", folder) as session, session.program() as program:
        # Without it, sway only marks the window as urgent.
        assert session.run("swaymsg", "focus_on_window_activation", "focus").returncode == 0
        program.wait_for_window()
        with covered(session):
            out = folder / "second"
            command = f"exec sh -c '{sys.executable} -m app > {out} 2>&1'"
            assert session.run("swaymsg", command).returncode == 0
            wait_for(lambda: out.exists() and out.read_text() == IN_FRONT)
            # The workspace of the window is shown: it was activated, and not hidden and shown again.
            wait_for(lambda: share_of(COLOUR, session.picture()) == 0)


def test_a_window_that_stays_behind_is_not_called_in_front(folder: Path) -> None:
    with desktop("sway", folder) as session, session.program() as program:
        program.wait_for_window()
        with session.program("full", python=COVER):
            wait_for(lambda: share_of(COLOUR, session.picture()) > 0.95)
            second = session.second_start()
            assert "was asked to come to the front" in second.stdout
            assert share_of(COLOUR, session.picture()) > 0.95


def test_a_minimised_start(session: Desktop) -> None:
    with session.program("--minimised") as program:
        program.wait_for_window()
        if session.name == "sway":
            # It does not minimise windows, which the window says.
            wait_for(lambda: colours_in(session.picture()) > 500)
        else:
            # A window that stays on the screen would be in one of so many looks.
            looks: list[int] = []

            def stays_minimised() -> bool:
                looks.append(colours_in(session.picture()))
                return len(looks) >= _LOOKS and max(looks[-_LOOKS:]) < 500

            wait_for(stays_minimised)
            assert session.second_start().stdout == IN_FRONT
            wait_for(lambda: colours_in(session.picture()) > 500)
    assert program.err.read_text() == ""


def test_a_key_hides_in_front_of_another_program(wayland: Desktop) -> None:
    remember(wayland, global_keys=True)
    portal = FakePortal(wayland.bus, Behaviour())
    try:
        with wayland.program() as program:
            program.wait_for_window()
            wait_for(lambda: "BindShortcuts" in portal.names())
            with wayland.program("full", python=COVER):
                wait_for(lambda: share_of(COLOUR, wayland.picture()) > 0.95)
                portal.press("hide")
                wait_for(lambda: bool(ask(Request(Command.STATUS)).status["paused"]))
                assert share_of(COLOUR, wayland.picture()) > 0.95
    finally:
        portal.stop()


def test_the_file_dialog_of_the_desktop(wayland: Desktop) -> None:
    picture = wayland.folder / "red.png"
    Image.new("RGB", (640, 360), (200, 0, 0)).save(picture)
    remember(wayland, file_dialog="desktop")
    portal = FakePortal(wayland.bus, Behaviour(chosen=(picture.as_uri(),)))
    try:
        with wayland.program() as program:
            program.wait_for_window()
            wait_for(lambda: SHORTCUTS in portal.looked_up and colours_in(wayland.picture()) > 500)

            def is_opened() -> bool:
                """Press the key until the window has the keyboard."""
                wayland.type_keys("-M", "ctrl", "o", "-m", "ctrl")
                return "OpenFile" in portal.names()

            wait_for(is_opened)
            wait_for(lambda: ask(Request(Command.STATUS)).status["background"] == str(picture))
    finally:
        portal.stop()
