"""Pictures of the window in each Wayland session: `python -m tests.desktop.screenshots FOLDER [WORD…]`.

In every language and both themes: on a screen of 800 by 600 pixels, without and with a page, and with one and a half
pixels per point, after a second start, with a picture from the desktop's file dialog, and after a minimised start.
Words such as "sway" or "es" choose some of them.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

from PIL import Image

from app.control.client import ask
from app.control.protocol import Command, Request
from app.language import available_languages
from tests.desktop.fake_portal import Behaviour, FakePortal
from tests.desktop.sessions import Desktop, Running, desktop, remember, wait_for

# What is chosen in the file dialog.
_PICTURE = "red.png"
_SMALL, _LARGE = (800, 600), (1920, 1350)
# Where the buttons of the pages are on the small screen.
_RAIL = (720, 60, 790, 440)
Save = Callable[[str], None]


def _narrow(session: Desktop, program: Running, save: Save) -> None:
    save("800")
    before = session.picture().crop(_RAIL).tobytes()

    def is_open() -> bool:
        session.type_keys("-s", "500", "-k", "F4", "-s", "500")
        return session.picture().crop(_RAIL).tobytes() != before

    wait_for(is_open)
    save("800-page")


def _fractional(session: Desktop, program: Running, save: Save) -> None:
    save("fractional")
    assert "in front" in session.second_start("--language", "en").stdout
    save("second-start")

    def is_chosen() -> bool:
        """Press the key until the window has the keyboard."""
        session.type_keys("-M", "ctrl", "o", "-m", "ctrl")
        return bool(ask(Request(Command.STATUS)).status["background"] == str(session.folder / _PICTURE))

    wait_for(is_chosen)
    save("file-dialog")


def _minimised(session: Desktop, program: Running, save: Save) -> None:
    # Until the window says that sway does not minimise it.
    time.sleep(6)
    save("minimised")


_CASES: dict[str, tuple[tuple[int, int], float, tuple[str, ...], Callable[[Desktop, Running, Save], None]]] = {
    "narrow": (_SMALL, 1.0, (), _narrow),
    "fractional": (_LARGE, 1.5, (), _fractional),
    "minimised": (_SMALL, 1.0, ("--minimised",), _minimised),
}


def _take(folder: Path, compositor: str, language: str, theme: str, case: str) -> None:
    size, scale, arguments, act = _CASES[case]
    with (
        tempfile.TemporaryDirectory(prefix="bg-") as own,
        desktop(compositor, Path(own), size, scale) as session,
    ):
        remember(session, theme=theme, file_dialog="desktop")
        picture = session.folder / _PICTURE
        Image.new("RGB", (640, 360), (200, 0, 0)).save(picture)
        portal = FakePortal(session.bus, Behaviour(chosen=(picture.as_uri(),)))

        def save(name: str) -> None:
            """Write a picture once the preview is in it, where the window is on the screen."""
            if case != "minimised" or compositor == "sway":
                wait_for(lambda: len(session.picture().getcolors(2**24) or []) > 5000)
            program.wait_for_window()
            session.picture().save(folder / f"{compositor}-{language}-{theme}-{name}.png")

        with session.program("--language", language, *arguments) as program:
            program.wait_for_window()
            act(session, program, save)
        portal.stop()


if __name__ == "__main__":
    target, words = Path(sys.argv[1]), set(sys.argv[2:])
    for choice in product(("sway", "labwc"), available_languages(), ("dark", "light"), _CASES):
        if all(any(word == part for part in choice) for word in words):
            _take(target, *choice)
