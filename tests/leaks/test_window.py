"""The window's part fails in every way, and the output goes on."""

import os
from collections.abc import Iterator
from functools import partial

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.config import AppConfig
from app.core.pipeline.pipeline import Pipeline
from app.gui.session.session import Session
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices
from tests.leaks.rig import Rig
from tests.leaks.tally import Tally

pytestmark = pytest.mark.slow


class WatchedParts(FakeServices):
    """Parts whose pipelines are a rig's."""

    def __init__(self, rig: Rig) -> None:
        super().__init__()
        self._rig = rig

    def build_pipeline(self, config: AppConfig) -> Pipeline:
        """Return a pipeline on the studio's camera, with the output on; the one before has ended."""
        self._rig.judge.only_since(self._rig.studio.newest + 1)
        self._rig.pipeline = self._rig.build()
        return self._rig.pipeline


@pytest.fixture
def rig() -> Rig:
    """What the window is a window to."""
    return Rig()


@pytest.fixture
def session(rig: Rig, qtbot: QtBot, tally: Tally, request: pytest.FixtureRequest) -> Iterator[Session]:
    """Return a started session; in the end everything that reached the sink is counted."""
    session = Session(WatchedParts(rig), AppConfig(size=SMALL))
    session.start()
    yield session
    if isValid(session):
        assert session.stop() == []
    assert rig.pipeline.stop() == []
    tally.add(request.node.name, rig.judge.frames, rig.judge.leaked)
    assert rig.judge.leaked == 0


def test_every_slot_fails(session: Session, rig: Rig, qtbot: QtBot) -> None:
    def fail(*words: object) -> None:
        raise RuntimeError("injected")

    session.picture.connect(fail)
    session.view.connect(fail)
    with qtbot.captureExceptions() as failures:
        for _ in range(3):
            rig.person()
            failures.clear()
            qtbot.waitUntil(lambda: len(failures) > 0)
            rig.frames(50)
            rig.pause()
            rig.frames(50)
            rig.resume()
        rig.person()
        session.stop()
    assert {kind for kind, *_ in failures} == {RuntimeError}


def test_the_window_hangs(session: Session, rig: Rig) -> None:
    """Nobody serves its events, so it never polls."""
    for _ in range(3):
        rig.person()
        rig.frames(50)
        rig.lose_camera()


def test_the_session_dies(session: Session, rig: Rig) -> None:
    rig.person()
    session._tasks.stop()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(session)
    rig.person()
    rig.frames(100)
    rig.pause()
    rig.frames(50)


def is_another(session: Session, before: Pipeline) -> bool:
    return session._running.pipeline is not before


def test_it_is_started_again(session: Session, rig: Rig, qtbot: QtBot) -> None:
    for _ in range(3):
        rig.person()
        before = rig.pipeline
        session.restart()
        # It is built by a task, and started in this thread.
        qtbot.waitUntil(partial(is_another, session, before))
        rig.frames(50)
        QTimer.singleShot(0, rig.pause)
        qtbot.waitUntil(lambda: rig.pipeline.current().is_slate)
        rig.frames(50)
        rig.resume()
    rig.person()
