"""What screen readers speak without being asked."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.core.pipeline.status import SinkState, Status
from app.gui.session.messages import UserRequests
from app.gui.session.window_status import WindowStatus, window_status_of
from app.gui.window.announcer import view_announcements
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, step
from tests.gui.fakes import FakeServices
from tests.gui.strip import tile

ON = UserRequests(virtual_camera=True)
OFF = window_status_of(Status(), UserRequests())
STARTING = window_status_of(Status(), ON)
SENDING = window_status_of(Status(sink=SinkState.ON), ON)


def watched_by(*viewers: str) -> WindowStatus:
    return window_status_of(Status(sink=SinkState.ON, viewers=viewers), ON)


@pytest.mark.parametrize(
    ("before", "after", "spoken"),
    [
        (OFF, OFF, []),
        (OFF, STARTING, []),
        (OFF, SENDING, ["Virtual camera is on"]),
        (SENDING, OFF, ["Virtual camera is off"]),
        (SENDING, watched_by(), ["Virtual camera is on, nobody is watching"]),
        (watched_by(), watched_by("zoom"), ["Virtual camera is on, Zoom is watching"]),
        (watched_by("zoom"), watched_by("zoom", "firefox"), ["Virtual camera is on, Zoom, Firefox are watching"]),
        (SENDING, replace(SENDING, hidden=True), ["You are hidden. Others see a still picture."]),
        (replace(SENDING, hidden=True), SENDING, ["You are shown again. Others can see you."]),
        (OFF, replace(OFF, hidden=True), ["You are hidden. Nobody sees you: the virtual camera is off."]),
        (SENDING, replace(SENDING, readout="29 fps"), []),
    ],
)
def test_what_is_said_of_a_change(before: WindowStatus, after: WindowStatus, spoken: list[str]) -> None:
    assert list(view_announcements(before, after)) == spoken


def test_the_window_speaks(
    window: MainWindow, services: FakeServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        "app.gui.window.announcer.announce",
        lambda widget, text, is_urgent=False: spoken.append((text, is_urgent)),
    )
    click(tile(window, "Blur"))
    step(window, services, qtbot)
    assert spoken == [("Background: Blur", False)]
    window.session.set_virtual_camera(True)
    qtbot.waitUntil(lambda: len(spoken) == 2)
    click(window.hide_button)
    click(window.hide_button)
    window.session.set_virtual_camera(False)
    qtbot.waitUntil(lambda: len(spoken) == 5)
    assert spoken[1:] == [
        ("Virtual camera is on", False),
        ("You are hidden. Others see a still picture.", True),
        ("You are shown again. Others can see you.", True),
        ("Virtual camera is off", False),
    ]
