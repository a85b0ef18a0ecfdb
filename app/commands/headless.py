"""The run without a window, as others may control it."""

import threading
from dataclasses import replace

from app.config import AppConfig
from app.control.status_report import StatusReport
from app.core.errors import ConfigError
from app.core.pipeline.pipeline import Pipeline
from app.factory import background_of, sink_of, source_of


class HeadlessProgram:
    """Satisfies `app.control.responder.ControlledProgram`.

    Args:
        pipeline: that is running.
        config: it was built from.
        quit_asked: set when the program is to end.
    """

    def __init__(self, pipeline: Pipeline, config: AppConfig, quit_asked: threading.Event) -> None:
        self._pipeline = pipeline
        self._config = config
        self._quit_asked = quit_asked
        self._sending = True
        # What opens files and devices goes one after another, so that the report tells what came last.
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
        """Send, or stop sending."""
        with self._lock:
            if on == self._sending:
                return
            self._pipeline.set_sink(sink_of(self._config) if on else None)
            self._sending = on

    def pause(self, paused: bool) -> None:
        """Show a slate, or no longer."""
        self._pipeline.pause(paused)

    def retry_gpu(self) -> None:
        """Try the GPU again."""
        self._pipeline.retry_gpu()

    def raise_window(self) -> None:
        """Say that there is no window."""
        raise ConfigError(
            "bisenet-bg is already running without a window.",
            "Change it with `bisenet-bg control`, or end it with `bisenet-bg control quit`.",
        )

    def quit(self) -> None:
        """End the run."""
        self._quit_asked.set()

    def report(self) -> StatusReport:
        """Say how it stands."""
        config = self._config
        return StatusReport(self._pipeline.status(), window=False, background=config.background, camera=config.camera)
