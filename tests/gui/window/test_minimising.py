"""A minimised start where the desktop ignores requests to minimise a window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.window import minimising
from app.gui.window.minimising import MinimisedStart


class Compositor:
    """What the desktop makes of requests to minimise a window."""

    def __init__(self) -> None:
        self.on_screen = False
        self.requests = 0
        self.obeys_from = 10**6

    def minimise(self) -> None:
        self.requests += 1
        if self.on_screen and self.requests >= self.obeys_from:
            self.on_screen = False


@pytest.fixture
def compositor(monkeypatch: pytest.MonkeyPatch) -> Compositor:
    compositor = Compositor()
    monkeypatch.setattr(minimising, "_on_wayland", lambda: True)
    monkeypatch.setattr(minimising, "is_minimised", lambda window: not compositor.on_screen)
    monkeypatch.setattr(minimising, "_INTERVAL_MS", 1)
    monkeypatch.setattr(QWidget, "showMinimized", lambda window: compositor.minimise())
    return compositor


@pytest.fixture
def shown(qapp: object) -> Iterator[QWidget]:
    widget = QWidget()
    yield widget
    widget.deleteLater()


def test_it_is_minimised_once_it_is_on_the_screen(compositor: Compositor, shown: QWidget, qtbot: QtBot) -> None:
    refusals: list[bool] = []
    compositor.obeys_from = 3
    start = MinimisedStart(shown, lambda: refusals.append(True))
    for _ in range(5):
        start._timer.timeout.emit()
    assert compositor.requests == 0
    compositor.on_screen = True
    qtbot.waitUntil(lambda: not start._timer.isActive())
    assert (compositor.requests, compositor.on_screen, refusals) == (3, False, [])


def test_a_desktop_that_does_not_minimise_is_reported_once(
    compositor: Compositor, shown: QWidget, qtbot: QtBot
) -> None:
    refusals: list[bool] = []
    compositor.on_screen = True
    start = MinimisedStart(shown, lambda: refusals.append(True))
    qtbot.waitUntil(lambda: bool(refusals))
    assert refusals == [True]
    assert not start._timer.isActive()
    assert shown.isVisible()


def test_a_window_that_never_comes_to_the_screen_ends_the_start(
    compositor: Compositor, shown: QWidget, qtbot: QtBot
) -> None:
    refusals: list[bool] = []
    start = MinimisedStart(shown, lambda: refusals.append(True))
    qtbot.waitUntil(lambda: not start._timer.isActive())
    assert (compositor.requests, refusals) == (0, [])


def test_on_x11_the_window_manager_knows_at_once(shown: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[int] = []
    monkeypatch.setattr(QWidget, "showMinimized", lambda window: requests.append(id(window)))
    MinimisedStart(shown, lambda: None)
    assert requests == [id(shown)]
