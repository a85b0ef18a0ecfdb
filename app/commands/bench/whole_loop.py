"""A process that runs and measures the whole loop, from the camera's JPEG to the virtual camera; `whole` starts it."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from app.commands.bench.job import load_live_clip
from app.commands.bench.stand_ins import StandIns
from app.commands.bench.thread_times import ProcessTimes, process_times, spent_by_name
from app.commands.headless import fatal_error
from app.config import AppConfig
from app.core.errors import BisenetBgError
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import Status
from app.core.types import Size
from app.devices.media.recording import RecordingSink
from app.factory import background_of, processor_of
from app.gui.startup.qt_environment import importing_qt

_WARM_UP_SECONDS = 3.0
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class LoopOptions:
    """What one process measures.

    Attributes:
        background, model, device, width, height: as in `BenchConfig`.
        seconds: how long to measure.
        window: whether with the window, which shows the preview.
        recordings: folder in which the output is recorded meanwhile; None for no recording.
    """

    background: str
    model: str | None
    device: str
    width: int
    height: int
    seconds: float
    window: bool
    recordings: str | None

    def words(self) -> str:
        """Return them as the argument of a process."""
        return json.dumps(asdict(self))

    @property
    def config(self) -> AppConfig:
        """The configuration of the program, with the virtual camera on."""
        return AppConfig(
            background=self.background,
            model=self.model,
            device=self.device,
            size=Size(self.width, self.height),
            virtual_camera=(),
        )


@dataclass(frozen=True)
class Reading:
    """What has happened up to a moment.

    Attributes:
        at: seconds.
        times: processor time.
        frames: that the camera delivered.
        composites: that were made.
        sent: different composites that reached the virtual camera.
        painted: how often the preview was painted.
    """

    at: float
    times: ProcessTimes
    frames: int
    composites: int
    sent: int
    painted: int


def take_reading(devices: StandIns, status: Status, painted: int = 0) -> Reading:
    """Return a reading of a running pipeline."""
    composites = devices.frames - status.dropped - status.skipped
    return Reading(time.perf_counter(), process_times(), devices.frames, composites, devices.sink.pictures, painted)


def figures(before: Reading, after: Reading) -> dict[str, Any]:
    """Return JSON values for the time between two readings.

    Rates are per second; `dropped` counts frames of which no composite was made. Processor time is in milliseconds
    for each composite, and as a share of one core.
    """
    seconds = after.at - before.at
    composites = max(1, after.composites - before.composites)

    def cost(spent: float) -> dict[str, float]:
        return {"cpu_ms_per_frame": round(1000 * spent / composites, 2), "core_share": round(spent / seconds, 4)}

    return {
        "seconds": round(seconds, 2),
        "camera_fps": round((after.frames - before.frames) / seconds, 1),
        "composite_fps": round((after.composites - before.composites) / seconds, 1),
        "sent_fps": round((after.sent - before.sent) / seconds, 1),
        "painted_fps": round((after.painted - before.painted) / seconds, 1),
        # A frame may have been on its way at the first reading, so there may be one composite more than frames.
        "dropped": max(0, after.frames - before.frames - (after.composites - before.composites)),
        **cost(after.times.seconds - before.times.seconds),
        "threads": [{"name": name, **cost(spent)} for name, spent in spent_by_name(before.times, after.times).items()],
    }


def measure_running(
    pipeline: Pipeline,
    devices: StandIns,
    seconds: float,
    recording: OpenSink | None = None,
    wait: Callable[[float], None] = time.sleep,
    painted: Callable[[], int] = lambda: 0,
) -> dict[str, Any]:
    """Return the engine and the `figures` of a pipeline that has been started with stand-ins.

    Args:
        pipeline: the loop.
        devices: its camera and virtual camera.
        seconds: how long to measure, after a warm-up.
        recording: opens a recording to be made meanwhile; None for none.
        wait: lets so many seconds pass.
        painted: returns how often the preview has been painted.

    Raises:
        BisenetBgError: a part of the pipeline has failed.
    """
    while pipeline.current().is_slate:
        _check(pipeline.status())
        wait(_POLL_SECONDS)
    pipeline.set_recording(recording)
    wait(_WARM_UP_SECONDS)
    before = take_reading(devices, pipeline.status(), painted())
    wait(seconds)
    status = pipeline.status()
    after = take_reading(devices, status, painted())
    _check(status)
    return {"engine": status.engine, **figures(before, after)}


def _check(status: Status) -> None:
    if (error := fatal_error(status) or status.recording_error) is not None:
        raise error


def main(words: str) -> int:
    """Print the figures of one loop as JSON; return the exit status.

    Args:
        words: `LoopOptions.words`.
    """
    try:
        print(json.dumps(_measure(LoopOptions(**json.loads(words)))))
    except BisenetBgError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _measure(options: LoopOptions) -> dict[str, Any]:
    config = options.config
    # Or OpenCV would start its threads here and not where the program does.
    cv2.setNumThreads(1)
    devices = StandIns(load_live_clip(config.size), config.fps)
    recording = None
    if options.recordings is not None:
        folder = Path(options.recordings)
        recording = partial(RecordingSink, folder, config.size, config.fps, lambda path: None, datetime.now())
    found = _measure_face(options, config, devices, recording)
    return {**found, "recording": recording is not None, "picture_bytes": devices.picture_bytes}


def _measure_face(
    options: LoopOptions, config: AppConfig, devices: StandIns, recording: OpenSink | None
) -> dict[str, Any]:
    if not options.window:
        # Without a governor, so that every frame is processed.
        processor, background = processor_of(config), background_of(config)
        pipeline = Pipeline(
            devices.open_source, processor, devices.open_sink, background, config.size, config.fps, config.look
        )
        pipeline.start()
        try:
            return {"window": None, **measure_running(pipeline, devices, options.seconds, recording)}
        finally:
            pipeline.stop()
    with importing_qt():
        from app.commands.bench.whole_window import RunningWindow, WindowParts, opened_window, qt_application, wait

    # Qt's application lives as long as this is referred to.
    _application = qt_application()
    parts = WindowParts(devices.open_source, devices.open_sink)
    with opened_window(config, parts) as window:
        running = RunningWindow(window)
        found = measure_running(parts.pipelines[-1], devices, options.seconds, recording, wait, running.painted)
        return {"window": running.describe(), **found}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
