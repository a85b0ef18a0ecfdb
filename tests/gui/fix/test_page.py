"""Learning the empty room on the page Fix: checked on what others would see."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.corrections import room_learning
from app.core.pipeline.capture import OpenSource
from app.core.types import Alpha, Rgb
from app.gui.fix import state as fix_state
from app.gui.fix.page import FixPage
from app.gui.fix.state import LearningStage
from app.gui.window.main_window import MainWindow
from tests.fakes import FakeSource, plain
from tests.gui.conftest import click, person, press, shown
from tests.gui.fakes import FakeServices
from tests.gui.fixing import CTRL, GREY, RED, SHIFT, fix_page

pytestmark = pytest.mark.slow

BROWN, WALL = (90, 60, 30), (60, 120, 180)


class StagedServices(FakeServices):
    """Services with one camera and a scene in front of it; the model mistakes brown furniture for a person."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = plain(WALL)
        self.find_person = self._find
        self.empty()

    def empty(self) -> None:
        """Leave only a chair in the room."""
        scene = plain(WALL)
        scene[30:, 44:60] = BROWN
        self.scene = scene

    def enter(self, colour: tuple[int, int, int] = RED, columns: slice = slice(0, 32)) -> None:
        """Put a person in front of the camera."""
        scene = self.scene.copy()
        scene[8:, columns] = colour
        self.scene = scene

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return what opens the camera."""
        self.sources.append(config)
        services = self

        class Camera(FakeSource):
            def read(self) -> Rgb:
                super().read()
                return services.scene.copy()

        return Camera

    def _find(self, rgb: Rgb, number: int) -> Alpha:
        wall = np.abs(rgb.astype(int) - WALL).max(axis=2) < 30
        return np.where(wall, np.uint8(0), np.uint8(255))

    def chair(self) -> tuple[int, ...]:
        """Return the colour that others see where the chair is."""
        return tuple(int(value) for value in shown(self).rgb[40, 52])


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> StagedServices:
    """Services with a person in front of the camera, and a short countdown."""
    monkeypatch.setattr(fix_state, "COUNTDOWN_SECONDS", 0.2)
    monkeypatch.setattr(room_learning, "SECONDS", 0.2)
    services = StagedServices()
    services.enter()
    return services


def learn(window: MainWindow, services: StagedServices, qtbot: QtBot) -> FixPage:
    """Learn the empty room, then put the person back."""
    page = fix_page(window)
    click(page.room.learn)
    services.empty()
    qtbot.waitUntil(lambda: page.room.learning.stage is LearningStage.DONE)
    services.enter()
    qtbot.waitUntil(lambda: not shown(services).is_slate and person(services) == RED)
    return page


def test_furniture_is_no_longer_mistaken_for_a_person(
    window: MainWindow, services: StagedServices, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: services.chair() == BROWN)
    page = learn(window, services, qtbot)
    assert services.chair() == GREY
    assert "Done" in page.room.headline.text()
    services.enter((30, 200, 60), slice(36, 64))
    qtbot.waitUntil(lambda: services.chair() == (30, 200, 60))


def test_the_learned_room_is_undone_redone_and_forgotten(
    window: MainWindow, services: StagedServices, qtbot: QtBot
) -> None:
    page = learn(window, services, qtbot)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: services.chair() == BROWN)
    press(window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: services.chair() == GREY)
    click(page.room.forget)
    qtbot.waitUntil(lambda: services.chair() == BROWN)
    assert not page.room.forget.isVisible()


def test_meanwhile_others_see_a_slate_and_the_user_a_large_text(
    window: MainWindow, services: StagedServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_state, "COUNTDOWN_SECONDS", 60.0)
    page = fix_page(window)
    click(page.room.learn)
    assert shown(services).is_slate
    assert "Step out" in page.room.headline.text()
    before = window.preview.grab().toImage()
    calls = services.segmenters[-1].calls
    qtbot.waitUntil(lambda: services.segmenters[-1].calls > calls + 20)
    assert shown(services).is_slate
    click(page.room.learn)
    assert not page.room.headline.isVisible()
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert window.preview.grab().toImage() != before
    assert services.chair() == BROWN


def test_hiding_meanwhile_lasts(window: MainWindow, services: StagedServices, qtbot: QtBot) -> None:
    page = fix_page(window)
    click(page.room.learn)
    press(window, Qt.Key.Key_Escape)
    services.empty()
    qtbot.waitUntil(lambda: page.room.learning.stage is LearningStage.DONE)
    calls = services.segmenters[-1].calls
    qtbot.waitUntil(lambda: services.segmenters[-1].calls > calls + 20)
    assert shown(services).is_slate
    press(window, Qt.Key.Key_P, CTRL)
    services.enter()
    qtbot.waitUntil(lambda: not shown(services).is_slate and person(services) == RED)
    assert services.chair() == GREY


def test_learning_fails_if_somebody_stays(window: MainWindow, services: StagedServices, qtbot: QtBot) -> None:
    page = fix_page(window)
    click(page.room.learn)
    qtbot.waitUntil(lambda: page.room.learning.stage is LearningStage.FAILED)
    assert "Somebody" in page.room.note.text()
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert window.session.config.corrections.room is None
    assert page.room.learn.text() == "Learn the empty room"


@pytest.mark.parametrize("cause", ["page", "camera"])
def test_leaving_the_page_or_changing_the_camera_cancels(
    window: MainWindow, services: StagedServices, qtbot: QtBot, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_state, "COUNTDOWN_SECONDS", 60.0)
    page = fix_page(window)
    click(page.room.learn)
    if cause == "page":
        click(window.side.button("Fix"))
    else:
        window.session.set_camera("demo")
    qtbot.waitUntil(lambda: page.room.learning.stage is LearningStage.IDLE)
    qtbot.waitUntil(lambda: not shown(services).is_slate)


def test_learning_again_starts_from_the_uncorrected_matte(
    window: MainWindow, services: StagedServices, qtbot: QtBot
) -> None:
    learn(window, services, qtbot)
    page = learn(window, services, qtbot)
    assert services.chair() == GREY
    assert page.room.learning.stage is LearningStage.DONE
