"""No object of the GUI thread is destroyed in another thread."""

import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.session.task_thread import TaskThread
from app.gui.startup import garbage_collector as garbage
from app.gui.startup.garbage_collector import GarbageCollector
from tests.gui.programs import run_program


class Ring(QObject):
    """Refers to itself, so that only a collection destroys it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


class _Listener:
    """Takes anything."""

    def __call__(self, what: object) -> None:
        """Ignore it."""


class _Job:
    """Has one result."""

    def __init__(self) -> None:
        self.result = _Listener()

    def __call__(self) -> object:
        """Return it."""
        return self.result


def allocate() -> None:
    """Allocate until Python would collect by itself."""
    kept: list[list[object]] = [[] for _ in range(200_000)]
    assert kept


@pytest.fixture
def ends() -> list[str]:
    """Names of the threads in which watched objects were destroyed."""
    return []


@pytest.fixture
def watched(ends: list[str]) -> Callable[[object], None]:
    """Return a function that notes the thread in which an object is destroyed."""

    def watch(thing: object) -> None:
        weakref.finalize(thing, lambda: ends.append(threading.current_thread().name)).atexit = False

    return watch


def test_another_thread_that_allocates_collects_nothing(
    qtbot: QtBot, ends: list[str], watched: Callable[[object], None]
) -> None:
    watched(Ring())
    thread = threading.Thread(target=allocate, name="another")
    thread.start()
    thread.join()
    assert ends == []
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [threading.main_thread().name]


@pytest.fixture
def quick(qapp: QObject, monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    """A collector with a short interval."""
    monkeypatch.setattr(garbage, "_INTERVAL_MS", 10)
    monkeypatch.setattr(garbage, "_FULL_EVERY", 3)
    collector = GarbageCollector(qapp)
    yield collector
    collector.deleteLater()


def test_old_objects_are_collected_too(
    quick: GarbageCollector, qtbot: QtBot, ends: list[str], watched: Callable[[object], None]
) -> None:
    ring = Ring()
    watched(ring)
    for generation in (0, 1, 1):
        gc.collect(generation)
    del ring
    qtbot.waitUntil(lambda: bool(ends))
    assert not gc.isenabled()


def test_a_library_that_is_imported_late_is_frozen(
    quick: GarbageCollector, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = gc.get_freeze_count()
    library = [[number] for number in range(1000)]
    for _ in range(6):
        quick._collect()
    assert gc.get_freeze_count() <= frozen
    for number in range(200):
        monkeypatch.setitem(sys.modules, f"library.{number}", sys)
    qtbot.waitUntil(lambda: gc.get_freeze_count() >= frozen + len(library))


@pytest.mark.parametrize("fails", [False, True])
def test_a_task_thread_keeps_no_reference_to_the_caller(
    qtbot: QtBot, ends: list[str], watched: Callable[[object], None], fails: bool
) -> None:
    tasks = TaskThread("tasks")
    done, failed = _Listener(), _Listener()
    watched(done)
    watched(failed)
    tasks.run(lambda: 1 // (not fails), done, failed)
    del done, failed
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert set(ends) == {threading.main_thread().name}
    assert tasks.stop() == []


def test_a_task_thread_keeps_neither_job_nor_result(
    qtbot: QtBot, ends: list[str], watched: Callable[[object], None]
) -> None:
    tasks = TaskThread("tasks")
    job = _Job()
    watched(job)
    watched(job.result)
    tasks.run(job, _Listener(), _Listener())
    del job
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert ends.count(threading.main_thread().name) >= 1
    assert tasks.stop() == []


def test_a_stopped_task_thread_keeps_no_task(ends: list[str], watched: Callable[[object], None]) -> None:
    tasks = TaskThread("tasks")
    assert tasks.stop() == []
    job = _Job()
    watched(job)
    tasks.run(job, _Listener(), _Listener())
    del job
    assert ends == [threading.main_thread().name]


_SCRIPT = """
import os, signal, sys, threading, weakref
import app
from app.config import AppConfig, Start
from app.control.single_instance import only_instance
from app.gui.startup.entry import run
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices
from tests.gui.startup.test_garbage_collector import allocate

ends = []


class Loop:
    def __init__(self):
        self.itself = self


class Parts(FakeServices):
    def describe_source(self, camera):
        weakref.finalize(Loop(), lambda: ends.append(threading.current_thread().name))
        allocate()
        while not ends:
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        return ()


app.factory = sys.modules["app.factory"] = Parts()
with only_instance() as instance:
    status = run(Start(AppConfig(background="#808080", size=SMALL, virtual_camera=()), {"background"}), instance)
print(ends)
sys.exit(status)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself end the process there")
@pytest.mark.slow
def test_the_application_collects_in_its_gui_thread() -> None:
    done = run_program(_SCRIPT)
    assert (done.returncode, done.stdout.strip()) == (0, "['MainThread']"), done.stderr
