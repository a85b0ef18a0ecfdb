"""Render jobs without a window."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import AppConfig
from app.gui.record.jobs import (
    JobPhase,
    RenderJob,
    after_exit,
    after_line,
    is_renderable,
    next_waiting,
    progress,
    remaining_text,
    status_text,
    target_name,
)
from app.gui.text import display_path, elapsed_words

JOB = RenderJob(1, Path("/a/holiday.mp4"), "", AppConfig(), JobPhase.STARTING, Path("/b/holiday on beach.mp4"))


def progress_line(done: int, total: int) -> str:
    """Return the line by which the process reports its progress."""
    return json.dumps({"done": done, "total": total})


@pytest.mark.parametrize(
    ("source", "background", "name"),
    [
        ("holiday.mp4", "beach.jpg", "holiday on beach.mp4"),
        ("me.JPG", "night-city", "me on night-city.jpg"),
        ("me.png", "blur:70", "me blurred.png"),
        ("me.png", "#00b140", "me on 00b140.png"),
        ("party.gif", "slideshow:/home/me/Summer 2025", "party on Summer 2025.mp4"),
        ("a.webm", "/x/waves.webm", "a on waves.webm"),
        ("old.avi", "blur", "old blurred.mp4"),
    ],
)
def test_result_names_contain_the_background(source: str, background: str, name: str) -> None:
    assert target_name(Path("/somewhere") / source, background) == name


@pytest.mark.parametrize("letter", ["x", "字", "🌴", "\udcff"])
def test_a_result_name_is_never_too_long(letter: str) -> None:
    name = target_name(Path(letter * 250 + ".mp4"), f"/{letter * 250}.png")
    # With room for a number that makes the name unique.
    assert len(os.fsencode(name)) < 245
    assert name.startswith(letter)


def test_only_photos_and_videos_are_renderable() -> None:
    assert all(is_renderable(Path(name)) for name in ("a.jpg", "a.PNG", "a.mp4", "a.mov", "a.gif"))
    assert not any(is_renderable(Path(name)) for name in ("a.txt", "a", "mp4"))


def test_the_remaining_time_follows_from_the_progress() -> None:
    job = after_line(JOB, progress_line(0, 100), 50.0)
    assert job.phase is JobPhase.RUNNING
    assert status_text(job, 51.0) == "Processing…"
    job = after_line(job, progress_line(25, 100), 60.0)
    assert progress(job) == 0.25
    assert status_text(job, 60.0) == "About 30 seconds left"


def test_a_video_of_unknown_length_shows_the_number_of_frames() -> None:
    job = after_line(after_line(JOB, progress_line(0, 0), 1.0), progress_line(12, 0), 2.0)
    assert progress(job) is None
    assert status_text(job, 2.0) == "12 frames so far"


def test_progress_never_exceeds_one() -> None:
    job = after_line(after_line(JOB, progress_line(0, 10), 0.0), progress_line(12, 10), 1.0)
    assert progress(job) == 1
    assert status_text(job, 1.0) == "A few seconds left"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "A few seconds left"),
        (14, "About 10 seconds left"),
        (54, "About 50 seconds left"),
        (56, "About 1 minute left"),
        (150, "About 2 minutes left"),
        (3600, "About 1 hour left"),
        (9000, "About 2 hours left"),
    ],
)
def test_remaining_text(seconds: float, text: str) -> None:
    assert remaining_text(seconds) == text


def test_elapsed_words() -> None:
    assert [elapsed_words(seconds) for seconds in (0.9, 61, 3723.2)] == ["0:00", "1:01", "1:02:03"]


@pytest.mark.parametrize("line", ["", "rubbish", "[]", "3", '{"done": "a"}', "{"])
def test_a_line_that_is_no_message_changes_nothing(line: str) -> None:
    assert after_line(JOB, line, 1.0) == JOB


def test_a_job_being_cancelled_ignores_further_progress() -> None:
    job = replace(JOB, phase=JobPhase.CANCELLING)
    job = after_line(job, progress_line(3, 4), 1.0)
    assert status_text(job, 1.0) == "Cancelling…"
    assert after_exit(job, 143, "").phase is JobPhase.CANCELLED
    # The process finished before it was asked to stop.
    assert after_exit(job, 0, "").phase is JobPhase.DONE


@pytest.mark.parametrize(
    ("status", "errors", "text"),
    [
        (2, "odd noise\nbisenet-bg: a.mp4 is empty. Give another file.\n", "a.mp4 is empty. Give another file."),
        (None, "Segmentation fault", "This file could not be processed. Try again."),
        (1, "", "This file could not be processed. Try again."),
        (-9, "bisenet-bg: x", "This file could not be processed. Try again."),
    ],
)
def test_a_failure_is_one_sentence(status: int | None, errors: str, text: str) -> None:
    job = after_exit(JOB, status, errors)
    assert job.phase is JobPhase.FAILED
    assert status_text(job, 0.0) == text


def test_a_warning_is_shown_beside_the_name_of_the_result() -> None:
    job = after_exit(after_line(JOB, json.dumps({"warning": "The video is silent."}), 0.0), 0, "")
    assert status_text(job, 0.0) == "Saved as holiday on beach.mp4. The video is silent."


def test_one_job_runs_at_a_time() -> None:
    waiting = [replace(JOB, number=number, phase=JobPhase.WAITING) for number in (1, 2)]
    assert next_waiting(waiting) == waiting[0]
    assert next_waiting([JOB, *waiting]) is None
    assert next_waiting([replace(JOB, phase=JobPhase.FAILED), waiting[1]]) == waiting[1]
    assert next_waiting([]) is None


def test_a_folder_below_home_is_shown_with_a_tilde() -> None:
    assert _visible(display_path(Path.home() / "Videos")) == str(Path("~") / "Videos")
    assert _visible(display_path(Path("/media/disk"))) == str(Path("/media/disk"))


def test_a_folder_reads_from_left_to_right_within_a_sentence_that_does_not() -> None:
    shown = display_path(Path("/media/disk"))
    assert (shown[0], shown[-1]) == ("\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")


def _visible(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\N{ZERO WIDTH SPACE}\u2066\u2069")))
