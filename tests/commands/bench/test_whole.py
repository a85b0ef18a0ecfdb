"""The whole loop: its arithmetic, its stand-ins, and short runs of it."""

import json
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from app.commands.bench import whole, whole_loop
from app.commands.bench.command import run_bench
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Preset
from app.commands.bench.stand_ins import JpegCapture, NullSink, StandIns, encoded
from app.commands.bench.thread_times import ProcessTimes, ThreadTime, native_name, process_times, spent_by_name
from app.commands.bench.whole_loop import LoopOptions, Reading, figures, measure_running
from app.core.errors import ConfigError, DeviceError, GpuError
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import SinkState, Status
from app.core.stats import Stats
from app.core.threads import NamedThread
from app.core.types import Composite, Rgb, Size
from tests.commands.bench.conftest import Clock
from tests.fakes import plain

OPTIONS = LoopOptions("#00b140", None, "cpu", 64, 36, seconds=0.2, window=False, recordings=None)
RUN = {
    "engine": "net, CPU",
    "window": None,
    "recording": False,
    "picture_bytes": 2048,
    "seconds": 10.0,
    "camera_fps": 30.0,
    "composite_fps": 29.9,
    "sent_fps": 28.0,
    "painted_fps": 0.0,
    "dropped": 1,
    "cpu_ms_per_frame": 10.0,
    "core_share": 0.3,
    "threads": [
        {"name": "worker", "cpu_ms_per_frame": 10.0, "core_share": 0.3},
        {"name": "demand", "cpu_ms_per_frame": 0.0, "core_share": 0.0001},
    ],
}


def times(seconds: float, **threads: float) -> ProcessTimes:
    named = {number: ThreadTime(name, spent) for number, (name, spent) in enumerate(threads.items())}
    return ProcessTimes(seconds, named)


@dataclass
class Timer:
    """A clock that only sleeping moves."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_threads_are_named_and_what_none_accounts_for_is_the_rest() -> None:
    before, after = times(10, camera=1, worker=4), times(13, camera=1.5, worker=5.5)
    assert spent_by_name(before, after) == {"worker": 1.5, "camera": 0.5, "rest": 1.0}


def test_a_thread_that_started_meanwhile_counts_and_equal_names_are_added() -> None:
    before = ProcessTimes(1, {1: ThreadTime("pool", 0.25)})
    after = ProcessTimes(2, {1: ThreadTime("pool", 0.5), 2: ThreadTime("pool", 0.5), 3: ThreadTime("late", 0.25)})
    assert spent_by_name(before, after) == {"pool": 0.75, "late": 0.25, "rest": 0.0}


def test_where_threads_are_not_reported_all_is_the_rest() -> None:
    assert spent_by_name(times(1), times(3)) == {"rest": 2.0}


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        (b"worker", "worker: pool"),
        (b"a name of more ", "a name of more than fifteen letters: pool"),
        (b"av:h264:df0", "av:h264:df0"),
    ],
)
def test_threads_of_a_library_belong_to_the_thread_whose_name_they_have(shown: bytes, name: str) -> None:
    assert native_name(shown, ["worker", "a name of more than fifteen letters"]) == name


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not report threads")
def test_the_processor_time_of_a_thread_is_its_own() -> None:
    worked, ended = threading.Event(), threading.Event()

    def work() -> None:
        while time.thread_time() < 0.05:
            pass
        worked.set()
        ended.wait()

    thread = NamedThread(target=work, name="busy")
    before = process_times()
    thread.start()
    worked.wait()
    after = process_times()
    ended.set()
    thread.join()
    assert thread.native_id is not None
    assert after.threads[thread.native_id].name == "busy"
    assert 0.05 <= spent_by_name(before, after)["busy"] <= after.seconds - before.seconds


def test_figures_are_for_each_composite_and_each_second() -> None:
    before = Reading(100.0, times(5, worker=2, camera=1), 30, 20, 10, 5)
    after = Reading(110.0, times(8, worker=4, camera=1.5), 330, 270, 210, 105)
    found = figures(before, after)
    assert found == {
        "seconds": 10.0,
        "camera_fps": 30.0,
        "composite_fps": 25.0,
        "sent_fps": 20.0,
        "painted_fps": 10.0,
        "dropped": 50,
        "cpu_ms_per_frame": 12.0,
        "core_share": 0.3,
        "threads": [
            {"name": "worker", "cpu_ms_per_frame": 8.0, "core_share": 0.2},
            {"name": "camera", "cpu_ms_per_frame": 2.0, "core_share": 0.05},
            {"name": "rest", "cpu_ms_per_frame": 2.0, "core_share": 0.05},
        ],
    }


def test_a_frame_on_its_way_at_the_first_reading_makes_no_negative_number() -> None:
    before, after = Reading(0.0, times(0), 10, 9, 0, 0), Reading(1.0, times(1), 40, 40, 0, 0)
    assert figures(before, after)["dropped"] == 0


def test_without_a_composite_there_are_figures_too() -> None:
    reading = Reading(1.0, times(0), 0, 0, 0, 0)
    assert figures(reading, replace(reading, at=2.0))["composite_fps"] == 0


def clip() -> list[Rgb]:
    return [plain((250, 10, 10), Size(64, 36)), plain((10, 10, 250), Size(64, 36))]


def test_the_camera_decodes_a_picture_at_each_beat() -> None:
    timer = Timer()
    capture = JpegCapture(encoded(clip()), 10, timer.clock, timer.sleep)
    seen = [capture.read().mean(axis=(0, 1)) for _ in range(3)]
    assert timer.slept == pytest.approx([0.1, 0.1, 0.1])
    assert seen[0] == pytest.approx((250, 10, 10), abs=3)
    assert seen[1] == pytest.approx((10, 10, 250), abs=3)
    assert np.array_equal(seen[2], seen[0])


def test_frames_that_occur_twice_are_encoded_once() -> None:
    red, blue = clip()
    jpegs = encoded([red, blue, red])
    assert jpegs[0] is jpegs[2]
    assert jpegs[0] is not jpegs[1]


def test_the_camera_is_read_as_a_webcam_is_and_its_frames_are_counted() -> None:
    devices = StandIns(clip(), 1000)
    with closing(devices.open_source()) as source:
        read = 0
        while read < 3:
            read += source.read() is not None
    assert devices.frames == 3
    assert devices.picture_bytes > 0


def test_the_virtual_camera_counts_different_composites() -> None:
    sink, (red, blue) = NullSink(), (Composite(rgb, None) for rgb in clip())
    for composite in (red, red, blue, blue, red):
        sink.write(composite)
    assert sink.pictures == 3


@dataclass
class FakePipeline:
    """Shows a slate at first; its frames go on with each waiting."""

    slates: int = 2
    state: Status = field(default_factory=lambda: Status(engine="net, CPU"))
    requests: list[str] = field(default_factory=list)

    def current(self) -> Composite:
        """Return a slate or a composite."""
        self.slates -= 1
        return cast("Composite", _Shown(self.slates >= 0))

    def status(self) -> Status:
        """Return the state."""
        return self.state

    def set_recording(self, open_sink: OpenSink | None) -> None:
        """Note it."""
        self.requests.append("none" if open_sink is None else "recording")


@dataclass
class _Shown:
    is_slate: bool


def test_the_time_before_the_first_composite_and_the_warm_up_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, pipeline, devices = Clock(), FakePipeline(), StandIns(clip(), 30)
    monkeypatch.setattr(whole_loop, "time", clock)

    def wait(seconds: float) -> None:
        clock.spend(seconds, 0.0)
        devices.frames += round(40 * seconds)
        pipeline.state = replace(pipeline.state, dropped=pipeline.state.dropped + round(10 * seconds))

    found = measure_running(
        cast("Pipeline", pipeline), devices, 5.0, NullSink, wait, painted=lambda: round(20 * clock.wall)
    )
    assert clock.wall > 5.0
    assert pipeline.requests == ["recording"]
    assert found["engine"] == "net, CPU"
    assert found["seconds"] == 5.0
    assert (found["camera_fps"], found["composite_fps"], found["painted_fps"]) == (40, 30, 20)
    assert found["dropped"] == 50


@pytest.mark.parametrize("problem", ["error", "sink_error", "recording_error"])
def test_a_part_that_fails_ends_the_measurement(problem: str) -> None:
    error = DeviceError("It is gone.", "Look for it.")
    state = Status(sink=SinkState.FAILED, **cast("Any", {problem: error}))
    with pytest.raises(DeviceError, match="It is gone"):
        measure_running(cast("Pipeline", FakePipeline(state=state)), StandIns(clip(), 30), 1.0, wait=lambda _: None)


def test_both_faces_are_measured_with_the_same_options(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[LoopOptions] = []

    def run(options: LoopOptions) -> dict[str, Any]:
        asked.append(options)
        window = {"platform": "offscreen", "preview": "900x506"} if options.window else None
        return {**RUN, "window": window, "painted_fps": 30.0, "recording": options.recordings is not None}

    monkeypatch.setattr(whole, "run_loop", run)
    config = BenchConfig(background="#00b140", device="cpu", size=Size(64, 36), seconds=0.2, record=True)
    result = whole.measure(config)
    folder = asked[0].recordings
    assert folder is not None
    assert asked == [replace(OPTIONS, recordings=folder, window=window) for window in (False, True)]
    assert [LoopOptions(**json.loads(options.words())) for options in asked] == asked
    text = "\n".join(whole.lines(result))
    assert "net, CPU, 64x36, background #00b140; the camera sends JPEG pictures of 2 KiB" in text
    assert "Without window, recording:" in text
    assert "With window (offscreen), recording; the preview of 900x506 is painted 30.0 times a second:" in text
    assert "30.0 fps from the camera, 29.9 composites and 28.0 different pictures sent a second" in text
    assert "demand" not in text
    assert "  worker    10.00          30%" in text
    assert "  all       10.00          30%" in text


def test_without_seconds_it_takes_ten() -> None:
    assert whole.options_of(BenchConfig(), window=True, recordings=None).seconds == 10


def test_a_benchmark_that_is_ended_leaves_no_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def ended(options: LoopOptions) -> dict[str, Any]:
        assert options.recordings is not None
        folders.append(Path(options.recordings))
        (folders[0] / "part.mp4").touch()
        raise SystemExit(143)

    monkeypatch.setattr(whole, "run_loop", ended)
    with pytest.raises(SystemExit):
        whole.measure(BenchConfig(record=True))
    assert not folders[0].exists()


def test_recording_is_for_the_whole_loop_only() -> None:
    with pytest.raises(ConfigError, match="--record goes with --whole only"):
        run_bench(BenchConfig(record=True), as_json=False)


@pytest.mark.slow
@pytest.mark.parametrize("window", [False, True])
def test_a_process_measures_the_loop_and_its_threads(window: bool, tmp_path: Path) -> None:
    found = whole.run_loop(replace(OPTIONS, window=window, recordings=str(tmp_path)))
    assert found["engine"].endswith("CPU")
    names = [thread["name"] for thread in found["threads"]]
    assert len(names) == len(set(names))
    if sys.platform == "linux":
        assert {"camera", "capture", "worker", "output", "recording", "MainThread", "rest"} <= set(names)
    assert (found["window"] is not None) is window
    assert found["recording"] is True
    assert found["picture_bytes"] > 0


@pytest.mark.slow
def test_the_error_of_the_process_is_its_last_line() -> None:
    with pytest.raises(ConfigError, match="There is no background 'absent'"):
        whole.run_loop(replace(OPTIONS, background="absent"))


def test_a_gpu_that_was_requested_and_cannot_be_used_is_not_measured_on_the_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(preset: Preset, stats: Stats) -> None:
        raise GpuError("There is no GPU.")

    monkeypatch.setattr(whole, "build_processor", fail)
    with pytest.raises(GpuError, match="There is no GPU"):
        whole.measure(BenchConfig(device="cuda", whole=True))
