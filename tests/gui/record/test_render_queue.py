"""Files to render: dropped, pasted and chosen, and processed by a fake program."""

import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.devices.media.pictures import read_picture, write_picture
from app.gui.record.job_list import JobRow
from app.gui.record.jobs import JobPhase, RenderJob
from app.gui.record.page import RecordPage
from app.gui.window.main_window import MainWindow
from tests.fakes import plain
from tests.gui.conftest import click, corner, press, process_events
from tests.gui.fakes import FakeServices
from tests.gui.rendering import Given, drop, enter, give, phases, record_page, results
from tests.gui.strip import files

pytestmark = pytest.mark.slow


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordPage:
    """The open page, with a fake program."""
    return record_page(window, tmp_path, monkeypatch)


@pytest.fixture
def given(page: RecordPage, tmp_path: Path) -> Given:
    """A function that drops files of these names on the page and returns their rows."""
    return partial(give, page, tmp_path)


def test_dropped_files_are_rendered_one_after_another(
    window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path
) -> None:
    seen: list[tuple[JobPhase, ...]] = []

    def record(jobs: tuple[RenderJob, ...]) -> None:
        seen.append(tuple(job.phase for job in jobs))

    window.pages.record.queue.changed.connect(record)
    rows = given("b.mp4", "a.mov", "c.png")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE] * 3)
    assert results(tmp_path) == {"b on 808080.mp4": "b.mp4", "a on 808080.mov": "a.mov", "c on 808080.png": "c.png"}
    active = [sum(phase in (JobPhase.STARTING, JobPhase.RUNNING) for phase in phases) for phases in seen]
    assert max(active) == 1
    # In the order in which they were dropped.
    order = [[phases[n] for phases in seen].index(JobPhase.DONE) for n in range(3)]
    assert order == sorted(order)
    assert rows[0].status.text() == "Saved as b on 808080.mp4. The video is silent."
    assert rows[0].file_actions.isVisible()
    assert not rows[0].cancel.isVisible()


def test_a_job_keeps_the_background_in_use_when_it_was_added(
    window: MainWindow, given: Given, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    given("slow.mp4", "a.mp4")
    window.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: corner(services) == (255, 255, 255))
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE] * 2)
    lines = (tmp_path / "arguments.txt").read_text().splitlines()
    assert all('"--background=#808080"' in line for line in lines)
    assert len(lines) == 2


def test_the_drop_zone_has_the_height_that_no_job_needs(window: MainWindow, given: Given, qtbot: QtBot) -> None:
    zone = window.pages.record.drop_zone
    window.side.open("Record")
    process_events()
    alone = zone.height()
    assert alone > window.pages.record.height() / 3
    given("a.mp4")
    qtbot.waitUntil(lambda: zone.height() < alone / 2)
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE])
    click(window.pages.record.job_list.clear)
    qtbot.waitUntil(lambda: zone.height() == alone)


def test_no_file_is_overwritten(window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "a on 808080.mp4").write_text("precious")
    given("a.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE])
    assert results(tmp_path) == {"a on 808080.mp4": "precious", "a on 808080 (2).mp4": "a.mp4"}


def test_progress_is_shown_and_cancelling_leaves_no_file(
    window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path
) -> None:
    slow, waiting = given("slow.mp4", "next.mp4")
    qtbot.waitUntil(lambda: 4 * slow.bar.value() == slow.bar.maximum() > 0)
    assert slow.status.text().endswith("left")
    assert waiting.status.text() == "Waiting"
    click(waiting.cancel)
    assert waiting.status.text() == "Cancelled"
    click(slow.cancel)
    qtbot.waitUntil(lambda: slow.status.text() == "Cancelled")
    assert results(tmp_path) == {}
    # Retry and remove by keyboard.
    (tmp_path / "go").touch()
    waiting.retry.setFocus()
    press(waiting.retry, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.CANCELLED, JobPhase.DONE])
    assert list(results(tmp_path)) == ["next on 808080.mp4"]
    slow.remove.setFocus()
    press(slow.remove, Qt.Key.Key_Space)
    assert [job.source.name for job in window.pages.record.queue.jobs] == ["next.mp4"]
    assert not slow.isVisible()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bad.mp4", "It is empty. Give another file."),
        ("crash.mp4", "This file could not be processed. Try again."),
    ],
)
def test_a_failure_is_shown_in_its_row_and_the_next_job_runs(
    window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path, name: str, sentence: str
) -> None:
    bad, good = given(name, "good.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.FAILED, JobPhase.DONE])
    assert bad.status.text() == sentence
    assert bad.retry.isVisible()
    assert not good.retry.isVisible()
    assert not window.banner.isVisible()
    (tmp_path / "fixed").touch()
    click(bad.retry)
    if name == "bad.mp4":
        qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE] * 2)


def test_a_program_that_cannot_start_is_reported(
    window: MainWindow, given: Given, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gui.session.child_process.PROGRAM", ("/nowhere/python",))
    (row,) = given("a.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.FAILED])
    assert row.status.text() == "This file could not be processed. Try again."


def test_a_folder_that_cannot_be_made_is_reported(
    window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "results").write_text("in the way")
    (row,) = given("a.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.FAILED])
    assert "cannot be made, since it is a file" in row.status.text()


def test_quitting_ends_the_process(window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path) -> None:
    (slow,) = given("slow.mp4")
    qtbot.waitUntil(lambda: slow.bar.value() > 0)
    assert window.pages.record.queue.stop() == []
    window.close()
    assert results(tmp_path) == {}


def test_a_process_that_does_not_end_is_killed_and_named(
    window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gui.record.render_queue._PATIENCE_SECONDS", 0.05)
    (slow,) = given("slow stubborn.mp4")
    qtbot.waitUntil(lambda: slow.bar.value() > 0)
    assert "render" in window.pages.record.queue.stop()
    assert results(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_only_the_unfinished_files_of_a_killed_process_are_removed(
    window: MainWindow, given: Given, qtbot: QtBot, tmp_path: Path
) -> None:
    given("killed.mp4", "good.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.FAILED, JobPhase.DONE])
    assert sorted(results(tmp_path)) == [".writing-1-abc.mp4", "good on 808080.mp4"]


def test_many_files_are_added_in_one_step_and_their_rows_in_several(
    window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    show_job = JobRow.show_job

    def count(row: JobRow, job: RenderJob, now: float) -> None:
        shown.append(job.number)
        show_job(row, job, now)

    monkeypatch.setattr(JobRow, "show_job", count)
    paths = [tmp_path / "slow.mp4", *(tmp_path / f"{number}.mp4" for number in range(59))]
    drop(page, paths)
    assert len(window.pages.record.queue.jobs) == 60
    assert 0 < len(page.job_list.rows) < 20
    qtbot.waitUntil(lambda: len(page.job_list.rows) == 60)
    assert list(page.job_list.rows) == [job.number for job in window.pages.record.queue.jobs]
    # A change of one job updates only its row.
    shown.clear()
    click(page.job_list.rows[60].cancel)
    assert shown.count(60) == 1
    assert set(shown) <= {1, 60}


def test_all_jobs_are_cancelled_and_cleared_by_keyboard(
    window: MainWindow, page: RecordPage, given: Given, qtbot: QtBot, tmp_path: Path
) -> None:
    steps: list[tuple[RenderJob, ...]] = []
    jobs = page.job_list
    assert not jobs.cancel_all.isVisible()
    given("a.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE])
    assert not jobs.cancel_all.isVisible()
    given("slow.mp4", *(f"{number}.mp4" for number in range(20)))
    qtbot.waitUntil(lambda: phases(window)[1] is JobPhase.RUNNING)
    window.pages.record.queue.changed.connect(steps.append)
    jobs.cancel_all.setFocus()
    assert jobs.cancel_all.hasFocus()
    press(jobs.cancel_all, Qt.Key.Key_Space)
    assert not any(job.phase is JobPhase.WAITING for job in steps[-1])
    assert not jobs.cancel_all.isVisible()
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE, *[JobPhase.CANCELLED] * 21])
    qtbot.waitUntil(lambda: [row.status.text() for row in list(jobs.rows.values())[1:]] == ["Cancelled"] * 21)
    steps.clear()
    jobs.clear.setFocus()
    press(jobs.clear, Qt.Key.Key_Space)
    assert steps == [()]
    qtbot.waitUntil(lambda: not jobs.rows)
    assert not jobs.clear.isVisible()
    assert list(results(tmp_path)) == ["a on 808080.mp4"]


def test_clearing_keeps_unfinished_jobs(window: MainWindow, page: RecordPage, given: Given, qtbot: QtBot) -> None:
    _, slow = given("bad.mp4", "slow.mp4")
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.FAILED, JobPhase.RUNNING])
    click(page.job_list.clear)
    assert [job.source.name for job in window.pages.record.queue.jobs] == ["slow.mp4"]
    assert slow.isVisible()


def test_other_files_are_left_to_the_window(
    window: MainWindow, page: RecordPage, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    text = tmp_path / "a.txt"
    text.write_text("x")
    assert not enter(page, files(text)).isAccepted()
    assert not page.drop_zone.is_drag_over
    picture = tmp_path / "a.png"
    write_picture(picture, plain((255, 255, 255)))
    assert enter(page, files(picture)).isAccepted()
    QApplication.sendEvent(page.drop_zone, QDragLeaveEvent())
    assert not page.drop_zone.is_drag_over
    # Elsewhere in the window a picture becomes the background.
    data = files(picture)
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: corner(services) == (255, 255, 255))
    assert not window.pages.record.queue.jobs


def test_files_are_pasted(window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    QGuiApplication.clipboard().setMimeData(files(path, tmp_path / "a.txt"))
    page.drop_zone.setFocus()
    press(page.drop_zone, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE])
    assert list(results(tmp_path)) == ["a on 808080.mp4"]


def test_files_are_chosen_by_key(window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    page.drop_zone.setFocus()
    press(page.drop_zone, Qt.Key.Key_Return)
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(path)])
    dialog.reject()
    qtbot.waitUntil(lambda: phases(window) == [JobPhase.DONE])


def test_a_photo_is_rendered_by_the_real_program(
    window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A photo of nobody, with the shipped weights, becomes the background alone."""
    monkeypatch.undo()
    photo = tmp_path / "empty.png"
    write_picture(photo, plain((40, 90, 60)))
    drop(page, [photo])
    qtbot.waitUntil(lambda: phases(window) in ([JobPhase.DONE], [JobPhase.FAILED]), timeout=60_000)
    assert [job.note for job in window.pages.record.queue.jobs] == [""]
    (row,) = page.job_list.rows.values()
    assert row.bar.maximum() == row.bar.value()
    rgb = read_picture(tmp_path / "results" / "empty on 808080.png")
    assert rgb.shape == (48, 64, 3)
    assert (abs(rgb.astype(int) - 128).max(axis=2) <= 2).mean() > 0.9
