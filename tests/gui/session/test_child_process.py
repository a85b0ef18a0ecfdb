"""A process of our own: its lines, its end, and what happens when it has none."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.gui.session.child_process import ChildProcess

_SLOW = "import time; print('begun', flush=True); time.sleep(60)"
_STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + _SLOW
_READS_INPUT = "import os; print('begun', flush=True); os.read(0, 1); print('ended')"


class Run:
    """A program in place of ours, and what came of it."""

    def __init__(self, script: str, monkeypatch: pytest.MonkeyPatch, child: ChildProcess) -> None:
        monkeypatch.setattr("app.gui.session.child_process.PROGRAM", (sys.executable, "-c", script))
        self.child = child
        self.lines: list[str] = []
        self.results: list[tuple[int | None, str]] = []
        child.line.connect(self.lines.append)
        child.finished.connect(lambda status, errors: self.results.append((status, errors)))
        child.start()


@pytest.fixture
def children(qapp: QCoreApplication) -> Iterator[list[ChildProcess]]:
    """Children to be ended with the test."""
    made: list[ChildProcess] = []
    yield made
    for child in made:
        child.stop()


def test_lines_arrive_whole_and_errors_at_the_end(
    children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    script = (
        "import sys; w = sys.stdout.buffer; "
        "w.write(b'fir'); w.flush(); w.write('st \u00e9\\r\\n\\nlast'.encode()); sys.stderr.write('odd'); sys.exit(3)"
    )
    children.append(ChildProcess())
    run = Run(script, monkeypatch, children[0])
    qtbot.waitUntil(lambda: bool(run.results))
    assert run.lines == ["first \u00e9", "", "last"]
    assert run.results == [(3, "odd")]
    assert not run.child.running


def test_a_child_can_run_again(children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    children.append(ChildProcess())
    run = Run("import sys; print(sys.argv[1:])", monkeypatch, children[0])
    qtbot.waitUntil(lambda: len(run.results) == 1)
    run.child.start("a", "b")
    qtbot.waitUntil(lambda: len(run.results) == 2)
    assert run.lines == ["[]", "['a', 'b']"]


@pytest.mark.parametrize(("seconds", "script"), [(0.3, _SLOW), (0.3, _STUBBORN)])
def test_a_child_that_takes_too_long_is_killed(
    children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, seconds: float, script: str
) -> None:
    children.append(ChildProcess(seconds))
    run = Run(script, monkeypatch, children[0])
    qtbot.waitUntil(lambda: bool(run.results))
    assert run.results == [(None, "")]


@pytest.mark.parametrize("script", [_SLOW, _STUBBORN])
def test_a_cancelled_child_ends(
    children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, script: str
) -> None:
    children.append(ChildProcess(patience=0.05))
    run = Run(script, monkeypatch, children[0])
    qtbot.waitUntil(lambda: run.lines == ["begun"])
    run.child.cancel()
    qtbot.waitUntil(lambda: bool(run.results))
    assert run.results[0][0] is None


def test_a_child_that_reads_its_input_ends_with_it(
    children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    children.append(ChildProcess(patience=60, ends_with_input=True))
    run = Run(_READS_INPUT, monkeypatch, children[0])
    qtbot.waitUntil(lambda: run.lines == ["begun"])
    run.child.cancel()
    qtbot.waitUntil(lambda: bool(run.results))
    assert (run.lines, run.results) == (["begun", "ended"], [(0, "")])


@pytest.mark.parametrize(("script", "killed"), [(_READS_INPUT, False), (_SLOW, True)])
def test_stop_waits_and_says_whether_it_had_to_kill(
    children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, script: str, killed: bool
) -> None:
    children.append(ChildProcess(patience=0.05 if killed else 60, ends_with_input=True))
    run = Run(script, monkeypatch, children[0])
    qtbot.waitUntil(lambda: run.lines == ["begun"])
    assert run.child.stop() is killed
    assert not run.child.running
    assert run.results == []


def test_a_child_that_cannot_start_is_reported(
    children: list[ChildProcess], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    children.append(ChildProcess(20))
    monkeypatch.setattr("app.gui.session.child_process.PROGRAM", (str(tmp_path / "nothing"),))
    with qtbot.waitSignal(children[0].finished) as ended:
        children[0].start()
    assert ended.args is not None
    assert ended.args[0] is None
    assert children[0].number == 0
