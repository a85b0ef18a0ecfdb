"""The CPU budget, from the word on the command line to the sentence in a run without a window."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from app.cli.main import main
from app.commands.headless import serve
from app.config import AppConfig, Start
from app.core.look import DEFAULT_LOOK
from app.core.pipeline.governor import Effort
from app.core.pipeline.slowdown import SlowCause, Slowdown
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.types import Frame
from app.devices.media.video_reader import VideoReader
from app.factory import assets, build_pipeline
from app.inference import BisenetSegmenter


@pytest.mark.parametrize(
    ("words", "budget"), [("", 0.5), ("25", 0.25), ("150", 1.5), ("0", None), ("off", None)], ids=str
)
def test_percent_of_one_core(words: str, budget: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[AppConfig] = []

    def keep(start: Start, given: dict[str, str]) -> int:
        found.append(start.config)
        return 0

    monkeypatch.setattr("app.commands.window.run_window", keep)
    arguments = ["--cpu-budget", words] if words else []
    assert main(arguments) == 0
    assert found[0].cpu_budget == budget
    assert build_pipeline(replace(found[0], camera="demo")).status().effort.budget == budget


@pytest.mark.parametrize("value", ["-5", "lots", "nan", "1001", ""])
def test_an_invalid_budget_gives_one_sentence(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--cpu-budget", value])
    assert ending.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"{value} is not a percentage from 0 to 1000, or off" in line


@pytest.mark.slow
def test_less_detail_is_less_work_for_the_network() -> None:
    with VideoReader(assets() / "demo.mp4") as reader:
        rgb = next(item[0] for item in reader.items() if isinstance(item, tuple))
    usual, whole, coarse = (
        BisenetSegmenter(None, "cpu")(Frame(rgb, 0, 0.0), DEFAULT_LOOK, *detail) for detail in ((), (1.0,), (0.25,))
    )
    assert np.array_equal(usual, whole)
    assert not np.array_equal(whole, coarse)
    both, either = (np.count_nonzero(f(whole > 127, coarse > 127)) for f in (np.logical_and, np.logical_or))
    assert both / either > 0.9


class Telling:
    """A pipeline that has one status after another, and asks to quit after the last."""

    def __init__(self, statuses: list[Status], quit_asked: threading.Event) -> None:
        self._statuses = statuses
        self._quit_asked = quit_asked

    def status(self) -> Status:
        status = self._statuses.pop(0)
        if not self._statuses:
            self._quit_asked.set()
        return replace(status, sink=SinkState.ON, sink_name="fake0", engine="fake")


def test_a_headless_run_reports_each_change_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.headless._POLL_SECONDS", 0)
    slow = Effort(rate=15.0)
    quit_asked = threading.Event()
    efforts = [Effort(), slow, replace(slow, cpu=0.4), Effort(), Effort()]
    serve(Telling([Status(effort=effort) for effort in efforts], quit_asked), quit_asked)  # type: ignore[arg-type]
    assert capsys.readouterr().err.splitlines()[1:] == [
        "Reduced to 15 fps to stay within the CPU budget.",
        "Back to the full rate.",
    ]


def test_a_headless_run_prints_a_slowdown_once_although_its_numbers_change(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.headless._POLL_SECONDS", 0)
    running = Status(camera=CameraState.RUNNING, camera_name="A")
    crowded = [replace(running, slowdown=Slowdown(SlowCause.OTHER_PROGRAMS, fps, 30)) for fps in (9, 11, 8)]
    lost = Status(camera=CameraState.OPENING)
    quit_asked = threading.Event()
    serve(Telling([running, *crowded, lost, crowded[0], running, running], quit_asked), quit_asked)  # type: ignore[arg-type]
    err = " ".join(capsys.readouterr().err.split())
    assert err.count("Other programs use the processor: 9 of 30 pictures a second. Close programs") == 1
    assert err.count("pictures a second") == 1
    assert err.endswith("All pictures come in time again.")
    assert err.count("in time again") == 1
