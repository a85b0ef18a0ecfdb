"""Runs without a window: sends frames from the camera to the virtual camera, under remote control."""

import sys
import threading
from dataclasses import replace

from app.config import AppConfig
from app.control.single_instance import SingleInstance, only_instance
from app.control.status_report import StatusReport
from app.core.advice import in_words
from app.core.errors import BisenetBgError, ConfigError
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.slowdown import Slowdown
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.viewer_names import viewer_list_at_start
from app.devices.cameras import ask_permission
from app.exit_signals import on_end
from app.factory import background_of, build_pipeline, describe_source, sink_of, source_of
from app.language import N_, _, ngettext
from app.terminal import wrapped

_POLL_SECONDS = 0.2
_FULL_RATE = N_("Back to the full rate.")
_ON_TIME = N_("All pictures come in time again.")


class HeadlessProgram:
    """Implements `app.control.responder.ControlledProgram`.

    Args:
        pipeline: already started.
        config: the configuration that the pipeline was built from.
        quit_requested: set to end the program.
    """

    def __init__(self, pipeline: Pipeline, config: AppConfig, quit_requested: threading.Event) -> None:
        self._pipeline = pipeline
        self._config = config
        self._quit_requested = quit_requested
        self._sending = True
        # Files and devices are opened one after another, so that the report names the one opened last.
        self._lock = threading.Lock()

    def set_background(self, word: str) -> None:
        """Use another background."""
        with self._lock:
            self._pipeline.set_background(background_of(replace(self._config, background=word)))
            self._config = replace(self._config, background=word)

    def set_camera(self, word: str) -> None:
        """Read another camera."""
        with self._lock:
            self._pipeline.set_source(source_of(replace(self._config, camera=word)))
            self._config = replace(self._config, camera=word)

    def set_virtual_camera(self, on: bool) -> None:
        """Start or stop sending to the virtual camera."""
        with self._lock:
            if on == self._sending:
                return
            self._pipeline.set_sink(sink_of(self._config) if on else None)
            self._sending = on

    def pause(self, paused: bool) -> None:
        """Start or stop showing a slate."""
        self._pipeline.pause(paused)

    def retry_gpu(self) -> None:
        """Try the GPU again."""
        self._pipeline.retry_gpu()

    def raise_window(self, token: str) -> bool:
        """Refuse, since there is no window."""
        raise ConfigError(
            _("bisenet-bg is already running without a window."),
            _("Change it with `bisenet-bg control`, or end it with `bisenet-bg control quit`."),
        )

    def quit(self) -> None:
        """End the program."""
        self._quit_requested.set()

    def report(self) -> StatusReport:
        """Return the state of pipeline and settings."""
        config = self._config
        return StatusReport(self._pipeline.status(), window=False, background=config.background, camera=config.camera)


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
    config = replace(config, virtual_camera=config.virtual_camera or ())
    pipeline = build_pipeline(config)
    quit_requested = threading.Event()
    on_end(lambda number: quit_requested.set())
    ask_permission()
    if steps := describe_source(config.camera):
        print(wrapped(in_words(steps), sys.stderr), file=sys.stderr)
    pipeline.start()
    try:
        with instance.serving(HeadlessProgram(pipeline, config, quit_requested)):
            serve(pipeline, quit_requested, config.on_demand)
    finally:
        for name in pipeline.stop():
            print(_("The {name} thread did not end in time.").format(name=name), file=sys.stderr)


def serve(pipeline: Pipeline, quit_requested: threading.Event, on_demand: bool = False) -> None:
    """Watch a running pipeline until `quit_requested` is set, and print each change of its state once to stderr.

    Args:
        pipeline: already started.
        quit_requested: ends the loop.
        on_demand: whether the camera is opened only once a program reads the virtual camera; a missing camera then
            does not end the program.

    Raises:
        BisenetBgError: the error that ended the pipeline.
    """
    printed = {"effort": _(_FULL_RATE), "slowdown": _(_ON_TIME)}
    slowdown: Slowdown | None = None
    while not quit_requested.wait(_POLL_SECONDS):
        status = pipeline.status()
        if (error := fatal_error(status, on_demand)) is not None:
            raise error
        slowdown = _steady(slowdown, status)
        status = replace(status, slowdown=slowdown)
        for topic, sentence in sentences(status).items():
            if sentence and sentence != printed.get(topic, ""):
                print(wrapped(sentence, sys.stderr), file=sys.stderr)
            printed[topic] = sentence or printed.get(topic, "")


def _steady(shown: Slowdown | None, status: Status) -> Slowdown | None:
    """Return the slowdown to print: the one before while its cause stays, although its numbers change all the time."""
    found = status.slowdown
    if status.camera is not CameraState.RUNNING or (shown and found and found.cause is shown.cause):
        return shown
    return found


def sentences(status: Status) -> dict[str, str]:
    """Return the sentences that describe a status, by topic; "" for a topic without news."""
    camera = str(status.camera_error or "")
    if status.camera is CameraState.RUNNING:
        camera = _("Reading {camera}.").format(camera=status.camera_name)
    elif status.camera is CameraState.RESTING:
        camera = _("The camera is idle until an app uses the virtual camera.")
    output = str(status.sink_error or "")
    if status.sink is SinkState.ON and status.engine and status.sink_error is None:
        output = _("Sending to {virtual_camera} with {engine}. Press Ctrl+C to stop.").format(
            virtual_camera=status.sink_name, engine=status.engine
        )
    viewers = _("Nobody is watching.") if status.viewers == () else ""
    if status.viewers:
        viewers = ngettext("{programs} is watching.", "{programs} are watching.", len(status.viewers)).format(
            programs=viewer_list_at_start(status.viewers)
        )
    effort = status.effort.sentence() or _(_FULL_RATE)
    slowdown = status.slowdown.full_sentence() if status.slowdown is not None else _(_ON_TIME)
    gpu = str(status.gpu_error or "")
    return {
        "camera": camera,
        "gpu": gpu,
        "output": output,
        "viewers": viewers,
        "effort": effort,
        "slowdown": slowdown,
    }


def fatal_error(status: Status, on_demand: bool = False) -> BisenetBgError | None:
    """Return the error that ends a program without a window: of a stage, the output or the first camera.

    On demand a camera that is missing at first is retried like one that was lost.
    """
    if status.camera_error is not None and not status.camera_seen and not on_demand:
        return status.camera_error
    return status.error or (status.sink_error if status.sink is SinkState.FAILED else None)
