"""Qt without a screen, and a check that no test leaves a window or a timer."""

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QProcess, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.types import Composite
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.startup.garbage_collector import GarbageCollector
from app.gui.theme.style import apply_style
from app.gui.widgets.accessible import install_interfaces
from app.gui.window.main_window import MainWindow
from app.language import use_language
from app.settings.model import Settings
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices

OpenWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True, scope="package")
def _collector(qapp: QApplication) -> Iterator[None]:
    """Collect garbage as the application does, so that no test destroys objects of another in a thread."""
    gc.collect()
    collector = GarbageCollector(qapp)
    yield
    collector.deleteLater()
    QCoreApplication.sendPostedEvents(collector, QEvent.Type.DeferredDelete.value)
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a window, a running timer or process; threads are checked for all tests."""
    windows = set(QApplication.topLevelWidgets())
    yield
    # Qt frees the clipboard after Python has ended, which a QMimeData made in Python does not survive.
    QApplication.clipboard().clear()
    # Posted deletions wait for an event loop, which a test has none of at its end.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [str(widget) for widget in set(QApplication.topLevelWidgets()) - windows if widget.isVisible()]
    assert not left, f"windows left: {left}"
    timers = [t.parent() for w in QApplication.topLevelWidgets() for t in w.findChildren(QTimer) if t.isActive()]
    assert not timers, f"timers left: {timers}"


@pytest.fixture
def services() -> FakeServices:
    """Fakes of camera, model and virtual camera."""
    return FakeServices()


@pytest.fixture
def config() -> AppConfig:
    """Settings with a small output on a grey background."""
    return AppConfig(background="#808080", size=SMALL, mirror=True)


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, services: FakeServices) -> Iterator[OpenWindow]:
    """Return a function that opens a running window on `services`; it is closed at the end."""
    apply_style(qapp)
    install_interfaces()
    windows: list[MainWindow] = []
    sessions: list[Session] = []

    def open_it(config: AppConfig, settings: Settings | None = None) -> MainWindow:
        session = Session(services, config)
        store = SettingsStore(settings or Settings(config=config, welcomed=True))
        window = MainWindow(session, store, services.bundled_backgrounds())
        windows.append(window)
        sessions.append(session)
        window.resize(900, 700)
        window.show()
        session.start()
        qtbot.waitExposed(window)
        return window

    yield open_it
    for window in windows:
        window.close()
        window.deleteLater()
    assert not [timer for session in sessions for timer in session.findChildren(QTimer) if timer.isActive()]
    processes = [process for session in sessions for process in session.findChildren(QProcess)]
    assert not [p.program() for p in processes if p.state() is not QProcess.ProcessState.NotRunning]


@pytest.fixture
def window(open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot) -> MainWindow:
    """An open window that shows a person."""
    window = open_window(config)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    return window


def click(widget: QWidget) -> None:
    """Click into the middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key and let go."""
    QTest.keyClick(widget, key, modifier)


def process_events() -> None:
    """Let Qt do all that is due: layouts, repaints, and timers of 0 ms that these start."""
    for _ in range(3):
        QCoreApplication.processEvents()


def step(window: MainWindow, services: FakeServices, qtbot: QtBot, frames: int = 3) -> None:
    """Finish all changes and tasks, let so many new frames through, and have the window poll them.

    What has not changed then does not change by itself.
    """
    session = window.session
    qtbot.waitUntil(lambda: not session._tasks._tasks and not session._changes._queue._open)
    services.steps.step(frames)
    session._poller.poll()
    process_events()


def shown(services: FakeServices) -> Composite:
    """Return the current composite."""
    return services.pipeline.current()


def corner(services: FakeServices) -> tuple[int, ...]:
    """Return the background's colour: the fake person fills the left half."""
    return tuple(int(value) for value in shown(services).rgb[2, -3])


def person(services: FakeServices) -> tuple[int, ...]:
    """Return the person's colour."""
    return tuple(int(value) for value in shown(services).rgb[-3, 2])


@pytest.fixture
def language(code: str) -> Iterator[None]:
    """Choose the language of a code."""
    use_language(code)
    yield
    use_language("en")
