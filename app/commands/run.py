"""The main job without a window."""

import sys
import threading
from dataclasses import replace

from app.commands.headless import HeadlessProgram
from app.config import AppConfig
from app.control.instance import Instance, only_instance
from app.core.errors import BisenetBgError
from app.core.pipeline import Pipeline
from app.core.status import SinkState, Status
from app.devices.cameras import ask_permission
from app.factory import build_pipeline, describe_source
from app.signals import on_end

_POLL_SECONDS = 0.2


def run_headless(config: AppConfig) -> int:
    """Feed the virtual camera until Ctrl+C or SIGTERM; return 0.

    Raises:
        OccupiedError: a bisenet-bg is already running.
        BisenetBgError: a part could not be opened or failed.
    """
    with only_instance() as instance:
        _run(instance, config)
    return 0


def _run(instance: Instance, config: AppConfig) -> None:
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
            serve(pipeline, quit_asked)
    finally:
        for name in pipeline.stop():
            print(f"The {name} thread did not end in time.", file=sys.stderr)


def serve(pipeline: Pipeline, quit_asked: threading.Event) -> None:
    """Watch a running pipeline until `quit_asked`; say once where the output goes, and what the CPU budget changes.

    Raises:
        BisenetBgError: what ended it.
    """
    announced, given_up = False, ""
    while not quit_asked.wait(_POLL_SECONDS):
        status = pipeline.status()
        if (error := fatal_error(status)) is not None:
            raise error
        if status.sink is SinkState.ON and status.engine and not announced:
            announced = True
            print(f"Sending to {status.sink_name} with {status.engine}. Press Ctrl+C to stop.", file=sys.stderr)
        if status.effort.words() != given_up:
            given_up = status.effort.words()
            print(f"{given_up.capitalize() or 'Back to the full rate'}.", file=sys.stderr)


def fatal_error(status: Status) -> BisenetBgError | None:
    """Return what a run without a window cannot mend: a failed stage or output, or a camera that never came."""
    if status.camera_error is not None and not status.camera_seen:
        return status.camera_error
    return status.error or status.sink_error
