"""Runs the live pipeline for minutes while settings change, and samples its resources."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.commands.bench.machine import own_memory, resident_memory
from app.commands.bench.stand_ins import NullSink
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.types import Size
from app.devices.media.film_source import FilmSource
from app.factory import assets, open_background, sink_opener, source_opener
from app.inference import processor_opener
from benchmarks.soak.figures import Held, Minute, Sample, minute_of

FPS = 30
SIZE = Size(1280, 720)
_SETTLING = 5.0
Request = Callable[[Pipeline], None]


@dataclass(frozen=True)
class Parts:
    """What the pipeline is made of."""

    open_source: OpenSource
    open_sink: OpenSink

    def pipeline(self) -> Pipeline:
        """Return a pipeline that works on every frame, however dear."""
        background = open_background("beach")
        return Pipeline(self.open_source, processor_opener(None, "auto"), self.open_sink, background, SIZE, FPS)

    def requests(self) -> tuple[Request, ...]:
        """Return what is asked for in the course of each minute."""
        return (
            lambda pipeline: pipeline.set_background(open_background("beach")),
            lambda pipeline: pipeline.pause(True),
            lambda pipeline: pipeline.pause(False),
            lambda pipeline: pipeline.set_background(open_background("blur")),
            lambda pipeline: pipeline.set_source(self.open_source),
            lambda pipeline: pipeline.set_background(open_background("#00b140")),
            lambda pipeline: pipeline.set_background(open_background(str(assets() / "demo.mp4"))),
        )


def parts_of(camera: str | None, virtual_camera: bool) -> Parts:
    """Return parts with a camera or file, or the demo clip at the output's rate, and a virtual camera or none.

    Raises:
        ConfigError: the file cannot be used.
        DeviceError: there is no such camera, or no virtual camera.
    """
    if camera is None:
        path = assets() / "demo.mp4"
        return Parts(lambda: FilmSource(path, FPS), sink_opener("", SIZE, FPS) if virtual_camera else NullSink)
    return Parts(source_opener(camera, SIZE, FPS), sink_opener("", SIZE, FPS) if virtual_camera else NullSink)


@contextmanager
def running(parts: Parts) -> Iterator[tuple[Pipeline, list[str]]]:
    """Yield a running pipeline, and a list that names its threads afterwards that did not end."""
    pipeline, left = parts.pipeline(), list[str]()
    pipeline.start()
    try:
        yield pipeline, left
    finally:
        left += [f"The {name} thread did not end in time." for name in pipeline.stop()]


def minutes(pipeline: Pipeline, requests: tuple[Request, ...], number: int, seconds: float) -> Iterator[Minute]:
    """Yield minutes of a running pipeline, each of so many `seconds`, until the first trouble."""
    for _ in range(number):
        began, cpu, sent = time.perf_counter(), time.process_time(), pipeline.status().sent
        samples = []
        for place, request in enumerate(requests, 1):
            request(pipeline)
            samples.append(sample_of(pipeline))
            while (left := began + seconds * place / len(requests) - time.perf_counter()) > 0:
                time.sleep(min(left, 1.0))
                samples.append(sample_of(pipeline))
        elapsed = time.perf_counter() - began
        yield minute_of(samples, time.process_time() - cpu, pipeline.status().sent - sent, elapsed)
        if troubles(pipeline):
            return


def sample_of(pipeline: Pipeline) -> Sample:
    """Look at a pipeline and at what this process holds."""
    held, latency = held_now(), pipeline.status().latency
    own, resident = own_memory() or 0.0, resident_memory() or 0.0
    return Sample(own, resident, held.threads, held.descriptors, latency.p50, latency.p95)


def troubles(pipeline: Pipeline) -> list[str]:
    """Return what the pipeline complains of."""
    status = pipeline.status()
    return [str(error) for error in (status.error, status.sink_error, status.camera_error) if error is not None]


def held_now() -> Held:
    """Count threads and descriptors."""
    threads, descriptors = (len(list(Path(folder).iterdir())) for folder in ("/proc/self/task", "/proc/self/fd"))
    return Held(threads, descriptors)


def held_after(before: Held | None) -> Held:
    """Return what is held a moment after a run, as soon as it is no more than `before`."""
    deadline = time.monotonic() + _SETTLING
    while True:
        gc.collect()
        held = held_now()
        settled = before and held.threads <= before.threads and held.descriptors <= before.descriptors
        if settled or time.monotonic() > deadline:
            return held
        time.sleep(0.1)
