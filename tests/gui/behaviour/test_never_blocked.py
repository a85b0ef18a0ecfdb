"""Slow operations do not block the window: it responds while they hang. The tests check order, not time."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.failover import opened
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.stats import Stats
from app.core.types import Background, FrameProcessor, Source
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, corner, person, press, shown
from tests.gui.fakes import FakeServices, left_half, no_memory
from tests.gui.window.test_main_window import RED, says

pytestmark = pytest.mark.slow

# Seconds, so that a blocked window fails its test and does not hang.
_TIMEOUT = 20.0
WHITE, GREY = (255, 255, 255), (128, 128, 128)


@dataclass
class SlowServices(FakeServices):
    """Services that hang by name until they are released."""

    gates: dict[str, threading.Event] = field(default_factory=dict)
    entered: dict[str, threading.Event] = field(default_factory=dict)

    def hang(self, name: str) -> None:
        """Make the service of this name hang from now on."""
        self.gates[name], self.entered[name] = threading.Event(), threading.Event()

    def release(self) -> None:
        """Release everything that hangs."""
        for gate in self.gates.values():
            gate.set()

    def wait_at(self, name: str) -> None:
        """Wait until `name` is released, if it hangs."""
        if name in self.gates:
            self.entered[name].set()
            self.gates[name].wait(_TIMEOUT)

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return what opens a camera; it may hang."""
        opening = super().source_of(config)

        def open_source() -> Source:
            self.wait_at("camera")
            return opening()

        return open_source

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        """Return what opens a model; either may hang."""
        self.wait_at("weights")
        opening = super().processor_of(config)

        def open_processor(stats: Stats) -> FrameProcessor:
            self.wait_at("model")
            return opened(opening, stats, lambda error: None)

        return open_processor

    def background_of(self, config: AppConfig) -> Background:
        """Return a background; it may hang."""
        self.wait_at("background")
        return super().background_of(config)


@pytest.fixture
def services() -> Iterator[SlowServices]:
    """Services that hang where a test says so, released at its end."""
    services = SlowServices()
    yield services
    services.release()


def responds(window: MainWindow) -> bool:
    """Hide and show the person by keys, and say whether the window reacted to both."""
    press(window, Qt.Key.Key_Escape)
    was_hidden = window.hide_button.hidden
    press(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    return was_hidden and not window.hide_button.hidden


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("camera", lambda window: window.session.set_camera("demo")),
        ("model", lambda window: window.session.adjust(model="another")),
        ("weights", lambda window: window.session.adjust(model="another")),
        ("background", lambda window: window.session.adjust(background="#ffffff")),
    ],
)
def test_the_window_responds_while_something_hangs(
    window: MainWindow, services: SlowServices, qtbot: QtBot, name: str, change: Callable[[MainWindow], None]
) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    services.hang(name)
    change(window)
    qtbot.waitUntil(services.entered[name].is_set)
    assert responds(window)
    services.release()
    qtbot.waitUntil(lambda: not shown(services).is_slate)


def test_a_slider_works_while_a_model_is_opened(window: MainWindow, services: SlowServices, qtbot: QtBot) -> None:
    services.hang("weights")
    window.session.adjust(model="another")
    qtbot.waitUntil(services.entered["weights"].is_set)
    window.session.adjust_look(opacity=0.0)
    qtbot.waitUntil(lambda: person(services) == GREY)


def fail(window: MainWindow, services: SlowServices, qtbot: QtBot) -> None:
    """Make the model fail; it would work after a restart, but that hangs."""
    services.find_person = no_memory
    window.session.adjust(model="failing")
    qtbot.waitUntil(lambda: "worker" in says(window))
    services.find_person = left_half
    services.hang("background")
    click(window.banner.first_action)
    qtbot.waitUntil(services.entered["background"].is_set)


def test_a_slow_restart_blocks_nothing_and_shows_a_slate(
    window: MainWindow, services: SlowServices, qtbot: QtBot
) -> None:
    fail(window, services, qtbot)
    assert says(window) == "Restarting…"
    assert responds(window)
    assert shown(services).is_slate
    services.release()
    qtbot.waitUntil(lambda: person(services) == RED)
    qtbot.waitUntil(lambda: not says(window))


def test_hiding_during_a_restart_lasts_beyond_it(window: MainWindow, services: SlowServices, qtbot: QtBot) -> None:
    fail(window, services, qtbot)
    window.session.set_hidden(True)
    services.release()
    qtbot.waitUntil(lambda: len(services.pipelines) == 2 and services.pipeline.status().processed_fps > 0)
    assert shown(services).is_slate
    window.session.set_hidden(False)
    qtbot.waitUntil(lambda: person(services) == RED)


def test_changes_during_a_restart_apply_after_it(window: MainWindow, services: SlowServices, qtbot: QtBot) -> None:
    fail(window, services, qtbot)
    window.session.adjust_look(opacity=0.0)
    window.session.adjust(background="#ffffff")
    services.release()
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    qtbot.waitUntil(lambda: (person(services), corner(services)) == (WHITE, WHITE))


def test_repeated_restarts_build_one_pipeline(window: MainWindow, services: SlowServices, qtbot: QtBot) -> None:
    fail(window, services, qtbot)
    for _ in range(3):
        window.session.restart()
    services.release()
    qtbot.waitUntil(lambda: person(services) == RED)
    assert len(services.pipelines) == 2


def test_the_virtual_camera_comes_back_with_the_pipeline(
    window: MainWindow, services: SlowServices, qtbot: QtBot
) -> None:
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: bool(services.sinks) and len(services.sinks[0].written) > 2)
    fail(window, services, qtbot)
    services.release()
    qtbot.waitUntil(lambda: len(services.sinks) == 2 and any(not sent.is_slate for sent in services.sinks[1].written))
    assert services.sinks[0].closed.is_set()


def test_the_window_closes_during_a_restart(
    open_window: OpenWindow, services: SlowServices, config: AppConfig, qtbot: QtBot
) -> None:
    window = open_window(config)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    fail(window, services, qtbot)
    services.release()
    window.close()
    assert not window.isVisible()
