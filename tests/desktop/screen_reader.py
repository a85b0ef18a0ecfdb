"""Reads and operates the window over AT-SPI as a screen reader does; run with Debian's Python, which has its bindings.

Usage: python3 screen_reader.py RESULT COMMAND…

Starts the command, which opens the window, and writes what it found into the file RESULT as JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

_TIMEOUT = 60.0
_APPLICATION = "bisenet-bg"


class Reader:
    """Follows the window's announcements, and finds and operates its controls."""

    def __init__(self) -> None:
        Atspi.init()
        self.spoken: list[str] = []
        self._listener = Atspi.EventListener.new(self._hear)
        self._listener.register("object:announcement")

    def wait(self, what: str, condition: Callable[[], Any]) -> Any:
        """Return what a condition returns once it is true."""
        context, end = GLib.MainContext.default(), time.monotonic() + _TIMEOUT
        while time.monotonic() < end:
            while context.iteration(False):
                pass
            try:
                if found := condition():
                    return found
            except GLib.Error:
                # The window is not ready, or the object has just gone.
                pass
            time.sleep(0.05)
        raise SystemExit(f"In vain: {what}. Heard: {self.spoken}")

    def window(self) -> Any:
        """Return the window once it is there."""

        def find() -> Any:
            desktop = Atspi.get_desktop(0)
            found = [desktop.get_child_at_index(index) for index in range(desktop.get_child_count())]
            return next(
                (app for app in found if app and app.get_name() == _APPLICATION and app.get_child_count()), None
            )

        return self.wait("the window", find).get_child_at_index(0)

    def control(self, name: str) -> Any:
        """Return the visible control whose name begins so, once it is there."""

        def find() -> Any:
            return next(
                (item for item in walk(self.window()) if item.get_name().startswith(name) and is_control(item)), None
            )

        return self.wait(name, find)

    def act(self, name: str, action: str) -> None:
        """Perform an action of a control."""
        item = self.control(name)
        names = [item.get_action_name(index) for index in range(item.get_n_actions())]
        item.do_action(names.index(action))

    def hears(self, words: str) -> str:
        """Wait for an announcement, and return it."""
        return str(self.wait(words, lambda: next((text for text in self.spoken if text.startswith(words)), "")))

    def _hear(self, event: Any) -> None:
        self.spoken.append(event.any_data)


def walk(item: Any) -> Iterator[Any]:
    """Yield an object and all below it that the window shows."""
    if item is None or not item.get_state_set().contains(Atspi.StateType.VISIBLE):
        return
    yield item
    for index in range(item.get_child_count()):
        yield from walk(item.get_child_at_index(index))


def is_control(item: Any) -> bool:
    """Return whether the keyboard reaches an object."""
    return bool(item.get_state_set().contains(Atspi.StateType.FOCUSABLE))


def is_checked(item: Any) -> bool:
    """Return whether a control shows a check mark."""
    return bool(item.get_state_set().contains(Atspi.StateType.CHECKED))


def session(reader: Reader) -> dict[str, Any]:
    """Go from the start to a running virtual camera, and return what a screen reader would have said."""
    controls = [(item.get_name(), item.get_role_name()) for item in walk(reader.window()) if is_control(item)]
    found: dict[str, Any] = {"controls": controls}
    reader.act("Background: Blur", "Toggle")
    reader.hears("Background: Blur")
    reader.wait("a check mark", lambda: is_checked(reader.control("Background: Blur")))
    tiles = [item for item in walk(reader.window()) if item.get_name().startswith("Background: ")]
    found["checked"] = [item.get_name() for item in tiles if is_checked(item)]
    found["group"] = [tiles[0].get_parent().get_role_name(), tiles[0].get_parent().get_name()]
    reader.act("Adjust page", "Toggle")
    size = reader.control("Size")
    found["size"] = [size.get_current_value(), size.get_minimum_value(), size.get_maximum_value()]
    size.set_current_value(50.0)
    reader.wait("half the size", lambda: abs(size.get_current_value() - 50.0) < 1)
    found["before"] = reader.control("Hide me").get_description()
    reader.act("Start virtual camera", "Press")
    reader.hears("Virtual camera is on, Zoom is watching")
    found["during"] = reader.control("Hide me").get_description()
    reader.act("Hide me", "Press")
    reader.hears("You are hidden")
    reader.act("Show me again", "Press")
    reader.hears("You are shown again")
    reader.act("Stop virtual camera", "Press")
    reader.hears("Virtual camera is off")
    found["spoken"] = reader.spoken
    return found


def main() -> int:
    """Run the session, end the window, and return the window's exit status."""
    reader = Reader()
    window = subprocess.Popen(sys.argv[2:])
    try:
        Path(sys.argv[1]).write_text(json.dumps(session(reader)), encoding="utf-8")
    finally:
        window.terminate()
        status = window.wait(_TIMEOUT)
    return status


if __name__ == "__main__":
    sys.exit(main())
