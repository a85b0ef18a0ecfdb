"""The main job without a window."""

import sys
import threading
from dataclasses import replace

from app.commands.headless import HeadlessProgram
from app.config import AppConfig
from app.control.single_instance import SingleInstance, only_instance
from app.core.errors import BisenetBgError
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import CameraState, SinkState, Status, words_of
from app.devices.cameras import ask_permission
from app.exit_signals import on_end
from app.factory import build_pipeline, describe_source

_POLL_SECONDS = 0.2
_FULL_RATE = "Back to the full rate."


def run_headless(config: AppConfig) -> int:
    """Feed the virtual camera until Ctrl+C or SIGTERM; return 0.

    Raises:
        OccupiedError: a bisenet-bg is already running.
        BisenetBgError: a part could not be opened or failed.
    """
    with only_instance() as instance:
        _run(instance, config)
    return 0


def _run(instance: SingleInstance, config: AppConfig) -> None:
    config = replace(config, virtual_camera=config.virtual_camera or "")
    pipeline = build_pipeline(config)
    quit_asked = threading.Event()
    on_end(lambda _: quit_asked.set())
    ask_permission()
    if notice := describe_source(config.camera):
        print(notice, file=sys.stderr)
    pipeline.start()
    try:
        with instance.serving(HeadlessProgram(pipeline, config, quit_asked)):
            serve(pipeline, quit_asked, config.on_demand)
    finally:
        for name in pipeline.stop():
            print(f"The {name} thread did not end in time.", file=sys.stderr)


def serve(pipeline: Pipeline, quit_asked: threading.Event, on_demand: bool = False) -> None:
    """Watch a running pipeline until `quit_asked`; say what changes, each thing once.

    Args:
        pipeline: that was started.
        quit_asked: ends it.
        on_demand: whether the camera is opened under viewers, whom its absence must not take the picture from.

    Raises:
        BisenetBgError: what ended it.
    """
    said = {"effort": _FULL_RATE}
    while not quit_asked.wait(_POLL_SECONDS):
        status = pipeline.status()
        if (error := fatal_error(status, on_demand)) is not None:
            raise error
        for topic, sentence in sentences(status).items():
            if sentence and sentence != said.get(topic, ""):
                print(sentence, file=sys.stderr)
            said[topic] = sentence or said.get(topic, "")


def sentences(status: Status) -> dict[str, str]:
    """Return what there is to say of a run without a window, by topic; empty where nothing is."""
    camera = str(status.camera_error or "")
    if status.camera is CameraState.RUNNING:
        camera = f"Reading {status.camera_name}."
    elif status.camera is CameraState.RESTING:
        camera = "The camera rests until somebody watches."
    output = str(status.sink_error or "")
    if status.sink is SinkState.ON and status.engine:
        output = f"Sending to {status.sink_name} with {status.engine}. Press Ctrl+C to stop."
    viewers = "Nobody is watching." if status.viewers == () else ""
    if status.viewers:
        viewers = f"{words_of(status.viewers)} watching."
    given_up = status.effort.words().capitalize()
    effort = f"{given_up}." if given_up else _FULL_RATE
    gpu = str(status.gpu_error or "")
    return {"camera": camera, "gpu": gpu, "output": output, "viewers": viewers, "effort": effort}


def fatal_error(status: Status, on_demand: bool = False) -> BisenetBgError | None:
    """Return what a run without a window cannot mend: a failed stage or output, or a camera that never came.

    On demand a camera that is not there is tried again, as one that was lost.
    """
    if status.camera_error is not None and not status.camera_seen and not on_demand:
        return status.camera_error
    return status.error or (status.sink_error if status.sink is SinkState.FAILED else None)
