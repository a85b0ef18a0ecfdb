"""Changes that are requested while earlier ones are still under way, checked on the output."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.core.corrections.model import Corrections, grid_of
from app.core.corrections.room_learning import RoomLearner
from app.core.errors import BisenetBgError
from app.core.types import Fit
from app.gui.session.change_queue import Change, ChangeQueue
from app.gui.window.main_window import MainWindow
from tests.fakes import SMALL
from tests.gui.conftest import corner, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

RED, GREY, WHITE, GREEN = (200, 0, 0), (128, 128, 128), (255, 255, 255), (0, 200, 0)


def all_is_me(services: FakeServices) -> Corrections:
    """Return corrections that show the whole room of the open camera."""
    matte = shown(services).matte
    assert matte is not None
    everywhere = np.full(grid_of(SMALL.width, SMALL.height), 255, np.uint8)
    return Corrections(everywhere, opening=matte.frame.source)


@contextmanager
def busy(window: MainWindow, services: FakeServices) -> Iterator[None]:
    """Block the task thread."""
    services.listing_allowed.clear()
    window.session.refresh_cameras()
    try:
        yield
    finally:
        services.listing_allowed.set()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until all changes so far are done."""
    replies: list[BisenetBgError | None] = []
    window.session.adjust(replies.append, slide_seconds=window.session.config.slide_seconds)
    qtbot.waitUntil(lambda: bool(replies))


def now_in_use(window: MainWindow, services: FakeServices, qtbot: QtBot) -> tuple[int, ...]:
    """Return the colour behind the person once all changes are done."""
    settle(window, qtbot)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    frames = services.segmenters[-1].calls + 3
    qtbot.waitUntil(lambda: services.segmenters[-1].calls >= frames)
    return corner(services)


def test_the_room_is_not_shown_once_the_request_is_withdrawn(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    shown_as: list[str] = []
    window.session.changed.connect(lambda config: shown_as.append(config.background))
    with busy(window, services):
        window.session.set_background("none")
        window.session.set_background("#808080")
    assert now_in_use(window, services, qtbot) == GREY
    assert "none" not in shown_as


def test_the_room_does_not_come_back_with_another_setting(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.session.set_background("none")
    qtbot.waitUntil(lambda: corner(services) == RED)
    with busy(window, services):
        window.session.set_background("#ffffff")
        window.session.adjust(fit=Fit.STRETCH)
    assert now_in_use(window, services, qtbot) == WHITE
    assert (window.session.config.background, window.session.config.fit) == ("#ffffff", Fit.STRETCH)


def test_two_undos_in_a_row_undo_two_steps(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for colour, pixel in (("#ffffff", WHITE), ("#00c800", GREEN)):
        window.session.set_background(colour)
        qtbot.waitUntil(lambda pixel=pixel: corner(services) == pixel)  # type: ignore[misc]
    with busy(window, services):
        window.session.undo()
        window.session.undo()
    assert now_in_use(window, services, qtbot) == GREY
    window.session.redo()
    assert now_in_use(window, services, qtbot) == WHITE


def test_an_undo_under_way_brings_no_corrections_to_another_camera(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.session.adjust(corrections=all_is_me(services))
    qtbot.waitUntil(lambda: corner(services) == RED)
    window.session.adjust(background="#ffffff", corrections=Corrections())
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    with busy(window, services):
        window.session.set_camera("demo")
        window.session.undo()
    assert now_in_use(window, services, qtbot) == GREY
    assert window.session.config.camera == "demo"
    assert window.session.config.corrections.always is None


def test_a_failed_change_does_not_block_later_ones(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    with busy(window, services):
        window.session.set_background("nowhere.png")
        window.session.adjust(fit=Fit.STRETCH)
    assert now_in_use(window, services, qtbot) == GREY
    assert window.session.config.fit is Fit.STRETCH


def test_sliders_do_not_wait_for_a_background(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    with busy(window, services):
        window.session.set_background("#ffffff")
        window.session.adjust_look(opacity=0.5)
        assert window.session.config.look.opacity == 0.5
        window.session.adjust_look(scale=0.5)
        assert window.session.config.look == replace(window.session.config.look, opacity=0.5, scale=0.5)


def test_a_learner_goes_on_with_another_pipeline(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    """Others see a slate for as long as it learns."""
    window.session.learn(RoomLearner())
    window.session.restart()
    qtbot.waitUntil(lambda: len(services.segmenters) == 2 and services.segmenters[-1].calls > 5)
    assert shown(services).is_slate
    window.session.learn(None)
    qtbot.waitUntil(lambda: not shown(services).is_slate)


@pytest.mark.parametrize(("fields", "begun"), [("a", ["first"]), ("b", ["first", "second"])])
def test_only_changes_of_the_same_fields_wait(fields: str, begun: list[str]) -> None:
    queue, names = ChangeQueue(), []
    first = Change("a", "", lambda change: names.append("first"), is_independent=True)
    queue.add(first)
    queue.add(Change(fields, "", lambda change: names.append("second"), is_independent=True))
    assert names == begun
    assert queue.is_overtaken(first) is (fields == "a")
    queue.done(first)
    assert names == ["first", "second"]
