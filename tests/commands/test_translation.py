"""What the commands print can be translated, apart from names, figures and commands."""

import re
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from app.commands.bench import compare, endurance, main_job, table
from app.commands.bench.machine import pin
from app.commands.headless import sentences
from app.control.protocol import Command, Request
from app.control.responder import Responder
from app.control.single_instance import OccupiedError
from app.control.status_report import StatusReport, in_words
from app.core.errors import ConfigError
from app.core.pipeline.governor import Effort
from app.core.pipeline.slowdown import SlowCause, Slowdown
from app.core.pipeline.status import CameraState, SinkState, Status
from app.render.batch import Ending, Summary, failure_report
from app.settings.file import load
from tests.language.pseudo_language import untranslated

WORD = re.compile(r"[^\W\d_]{2,}")
RUNNING = Status(
    camera=CameraState.RUNNING,
    camera_name="/dev/video0",
    sink=SinkState.ON,
    sink_name="/dev/video9",
    viewers=(),
    engine="1",
)


def words_left(*lines: str) -> set[str]:
    """Return the words that are not translated, without paths."""
    return set(WORD.findall(re.sub(r"[\w.-]*/[\w./-]*", "", untranslated("\n".join(lines)))))


@pytest.mark.parametrize("paused", [True, False])
def test_status(paused: bool, pseudo_language: str) -> None:
    for camera, sink, window in product(CameraState, SinkState, (True, False)):
        effort, slowdown = Effort(rate=10, detail=0.5), Slowdown(SlowCause.OTHER_PROGRAMS, 9, 30)
        status = replace(RUNNING, camera=camera, sink=sink, paused=paused, effort=effort, slowdown=slowdown)
        report = StatusReport(status, window, "#00b140", "0")
        assert words_left(*in_words(report.as_json())) <= {"b140"}


def test_sentences_without_a_window(pseudo_language: str) -> None:
    for camera, viewers in product(CameraState, ((), ("1",), ("1", "2"))):
        found = sentences(replace(RUNNING, camera=camera, viewers=viewers, effort=Effort(rate=10)))
        assert not words_left(*found.values())


class Program:
    """A program that accepts everything."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: name == "raise_window" and arguments[0]


@pytest.mark.parametrize("command", [command for command in Command if command is not Command.STATUS])
def test_answers(command: Command, pseudo_language: str) -> None:
    for value in ("on", "off"):
        request = Request(command, value)
        answer = Responder(Program())(request.encode()).decode("unicode_escape")
        text = answer.partition('"text": "')[2].partition('", "status"')[0]
        assert text.startswith("⟦")
        assert not words_left(text)


@pytest.mark.parametrize(
    "message", [b"", b"{}", b'{"command": "pause"}', b'{"command": "quit", "value": "1"}', b'{"a": 1}']
)
def test_refusals(message: bytes, pseudo_language: str) -> None:
    answer = Responder(Program())(message).decode("unicode_escape")
    assert not words_left(answer.partition('"text": "')[2].partition('", "status"')[0])


def test_another_program_is_running(pseudo_language: str) -> None:
    assert not words_left(str(OccupiedError(None)), str(OccupiedError(7)))


def test_lists_of_devices(
    pseudo_language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {
        "cameras": [],
        "virtual_camera": {"devices": ["pipewire"], "problem": "", "fix": []},
        "cuda": True,
        "models": ["7"],
        "backgrounds": ["8"],
    }
    monkeypatch.setattr("app.commands.devices.survey", lambda: found)
    assert main(["devices"]) == 0
    assert words_left(capsys.readouterr().out) == {"pipewire"}


@pytest.mark.skipif(sys.platform == "win32", reason="freedesktop.org's files are for other systems")
def test_install_desktop(
    pseudo_language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(sys, "platform", "linux")
    for words in ([], ["--autostart"], ["--remove"], ["--remove"]):
        assert main(["install-desktop", *words]) == 0
        assert not words_left(capsys.readouterr().out)
    assert main(["install-desktop"]) == 0
    assert "⟦where the model runs" in (tmp_path / "data/man/man1/bisenet-bg.1").read_text(encoding="utf-8")


def test_summary_of_many_files(pseudo_language: str) -> None:
    for total, counts in product((1, 9), product(range(3), repeat=3)):
        assert not words_left(str(Summary(total, dict(zip(Ending, counts, strict=True)))))
    assert not words_left(failure_report(Path("/1/2"), "3"))


def test_damaged_settings(pseudo_language: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    for data in (b"", b"[]", b'{"version": "1"}', b'{"version": 99}'):
        file.write_bytes(data)
        assert not words_left(load(file)[1]), data
    many = '{"version": 2, "theme": 1, "page": 1, "folder": 1, "welcomed": 1}'
    file.write_text(many)
    assert not words_left(load(file)[1])


def test_benchmarks(pseudo_language: str) -> None:
    """Their tables have column headers in English."""
    facts = {"engine": "1", "size": "2", "background": "3", "frames": 4}
    job = {
        **facts,
        "stages_ms": {"segment": {"p50": 1.0, "p95": 2.0}},
        "fps": 1.0,
        "cpu_ms_per_frame": 1.0,
        "core_share_at_30_fps": 0.5,
        "buffers_per_frame": 1.0,
        "buffer_bytes_per_frame": 1,
        "own_frames_mib": 1,
        "start_up_seconds": {"first": 1.0, "second": 1.0},
    }
    for peak in (None, 5):
        assert words_left(*main_job.lines({**job, "peak_memory_mib": peak})) <= {"ms"}
    assert not words_left(*endurance.lines({**facts, "resident_mib": {"0": 1.0}, "growth_mib": 1.0}))
    row = {"model": "1", "engine": "2", "size": "3", "p95_ms": 1.0, "boundary_iou": 1.0, "pixels": 1}
    for share in (0.1, 0.9):
        assert not words_left(table.advice([{**row, "core_share_at_30_fps": share}]))
    for cores in (None, 1, 2):
        head, _columns, advice = compare.lines(
            {**facts, "pinned_cores": cores, "contenders": {}, "ratio": 1.0, "cheapest": "1"}
        )
        assert not words_left(head, advice)
    with pytest.raises(ConfigError) as raised:
        pin(10**6)
    assert not words_left(str(raised.value))
