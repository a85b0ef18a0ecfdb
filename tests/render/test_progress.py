"""`render` for another program: it tells how far it is, and ends with its stdin without leaving anything."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from app.config import AppConfig
from app.core.types import Composite, Size
from app.devices.media.video_reader import VideoReader
from app.devices.media.video_writer import VideoFileSink
from app.render.arguments import render_words
from tests.fakes import plain

pytestmark = pytest.mark.slow

SMALL = Size(64, 48)
CONFIG = AppConfig(background="#00b140", device="cpu")
OURS = [sys.executable, "-P", "-m", "app"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    sink = VideoFileSink(path, SMALL, Fraction(25))
    for number in range(400):
        sink.write(Composite(plain((number % 250, 40, 90), SMALL), None))
    sink.close()
    return path


def start(source: Path, target: Path, cwd: Path) -> "subprocess.Popen[str]":
    command = [*OURS, *render_words(source, target, CONFIG)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=cwd)


def test_every_frame_is_reported_and_the_video_is_written(clip: Path, tmp_path: Path) -> None:
    # Another program's `app` in the folder that we happen to be in is not ours.
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("print('not ours')")
    target = tmp_path / "out.mp4"
    with start(clip, target, tmp_path) as process:
        assert process.stdout is not None
        steps = [json.loads(line) for line in process.stdout]
        assert process.wait() == 0
    assert steps == [{"done": number, "total": 400} for number in range(401)]
    with VideoReader(target) as reader:
        assert sum(isinstance(item, tuple) for item in reader.items()) == 400


def test_closing_stdin_ends_it_and_leaves_no_file(clip: Path, tmp_path: Path) -> None:
    with start(clip, tmp_path / "out.mp4", tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["done"] < 5:
            pass
        assert [path.name.startswith(".writing-") for path in tmp_path.iterdir()] == [True]
        if hasattr(os, "sched_getscheduler"):
            assert os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, 0)
        process.stdin.close()
        done = [json.loads(line)["done"] for line in process.stdout]
        assert process.wait() == 143
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert max(done, default=0) < 400
    assert list(tmp_path.iterdir()) == []


def test_a_failure_gives_a_sentence_on_stderr(tmp_path: Path) -> None:
    with start(tmp_path / "absent.mp4", tmp_path / "out.mp4", tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        out, complaint = process.stdout.read(), process.stderr.read()
    assert process.returncode == 2
    assert out == ""
    assert complaint.startswith(f"bisenet-bg: There is no file {tmp_path / 'absent.mp4'}.")
    assert len(complaint.splitlines()) == 1
