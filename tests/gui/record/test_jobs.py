"""What is said of files that get another background; no window."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import AppConfig
from app.gui.record.jobs import (
    Job,
    Phase,
    can_be_rendered,
    ended,
    heard,
    next_waiting,
    remaining_words,
    share,
    target_name,
    words,
)
from app.gui.text import display_path, elapsed_words

JOB = Job(1, Path("/a/holiday.mp4"), "", AppConfig(), Phase.STARTING, Path("/b/holiday on beach.mp4"))


def step(done: int, total: int) -> str:
    """Return the line of a process that is so far."""
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
def test_names_say_what_was_done(source: str, background: str, name: str) -> None:
    assert target_name(Path("/somewhere") / source, background) == name


@pytest.mark.parametrize("letter", ["x", "字", "🌴", "\udcff"])
def test_a_name_never_gets_too_long(letter: str) -> None:
    name = target_name(Path(letter * 250 + ".mp4"), f"/{letter * 250}.png")
    # With room for the number of a second one.
    assert len(os.fsencode(name)) < 245
    assert name.startswith(letter)


def test_photos_and_videos_can_be_rendered_and_texts_cannot() -> None:
    assert all(can_be_rendered(Path(name)) for name in ("a.jpg", "a.PNG", "a.mp4", "a.mov", "a.gif"))
    assert not any(can_be_rendered(Path(name)) for name in ("a.txt", "a", "mp4"))


def test_the_time_that_is_left_follows_from_what_is_done() -> None:
    job = heard(JOB, step(0, 100), 50.0)
    assert job.phase is Phase.RUNNING
    assert words(job, 51.0) == "Working…"
    job = heard(job, step(25, 100), 60.0)
    assert share(job) == 0.25
    assert words(job, 60.0) == "About 30 seconds left"


def test_a_video_that_does_not_tell_its_length_counts_what_is_done() -> None:
    job = heard(heard(JOB, step(0, 0), 1.0), step(12, 0), 2.0)
    assert share(job) is None
    assert words(job, 2.0) == "12 pictures so far"


def test_more_pictures_than_were_told_is_no_more_than_all() -> None:
    job = heard(heard(JOB, step(0, 10), 0.0), step(12, 10), 1.0)
    assert share(job) == 1
    assert words(job, 1.0) == "A few seconds left"


@pytest.mark.parametrize(
    ("seconds", "said"),
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
def test_remaining_words(seconds: float, said: str) -> None:
    assert remaining_words(seconds) == said


def test_elapsed_words() -> None:
    assert [elapsed_words(seconds) for seconds in (0.9, 61, 3723.2)] == ["0:00", "1:01", "1:02:03"]


@pytest.mark.parametrize("line", ["", "rubbish", "[]", "3", '{"done": "a"}', "{"])
def test_what_is_no_message_changes_nothing(line: str) -> None:
    assert heard(JOB, line, 1.0) == JOB


def test_a_cancelled_job_stays_so_whatever_its_process_still_says() -> None:
    job = replace(JOB, phase=Phase.CANCELLING)
    job = heard(job, step(3, 4), 1.0)
    assert words(job, 1.0) == "Cancelling…"
    assert ended(job, 143, "").phase is Phase.CANCELLED
    # It was faster than the wish.
    assert ended(job, 0, "").phase is Phase.DONE


@pytest.mark.parametrize(
    ("status", "complaints", "said"),
    [
        (2, "odd noise\nbisenet-bg: a.mp4 is empty. Give another file.\n", "a.mp4 is empty. Give another file."),
        (None, "Segmentation fault", "The work on this file broke down. Try it once more."),
        (1, "", "The work on this file broke down. Try it once more."),
        (-9, "bisenet-bg: x", "The work on this file broke down. Try it once more."),
    ],
)
def test_a_failure_is_one_sentence(status: int | None, complaints: str, said: str) -> None:
    job = ended(JOB, status, complaints)
    assert job.phase is Phase.FAILED
    assert words(job, 0.0) == said


def test_what_the_result_lacks_is_said_beside_its_name() -> None:
    job = ended(heard(JOB, json.dumps({"warning": "The video is silent."}), 0.0), 0, "")
    assert words(job, 0.0) == "Saved as holiday on beach.mp4. The video is silent."


def test_one_after_another() -> None:
    waiting = [replace(JOB, number=number, phase=Phase.WAITING) for number in (1, 2)]
    assert next_waiting(waiting) == waiting[0]
    assert next_waiting([JOB, *waiting]) is None
    assert next_waiting([replace(JOB, phase=Phase.FAILED), waiting[1]]) == waiting[1]
    assert next_waiting([]) is None


def test_a_folder_of_the_users_own_is_shown_short() -> None:
    assert display_path(Path.home() / "Videos").replace("\u200b", "") == str(Path("~") / "Videos")
    assert display_path(Path("/media/disk")).replace("\u200b", "") == str(Path("/media/disk"))
