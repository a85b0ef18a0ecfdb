"""The live pipeline: its threads, one screen, one status."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.corrections.room_learning import RoomLearner
from app.core.errors import BisenetBgError, ConfigError, StageError
from app.core.look import DEFAULT_LOOK, Look
from app.core.opening import GpuOpening, OpenProcessor
from app.core.pipeline.capture import Capture, OpenSource
from app.core.pipeline.governor import Governor
from app.core.pipeline.mailbox import Mailbox
from app.core.pipeline.output import FILM, OpenSink, Output
from app.core.pipeline.screen import Screen
from app.core.pipeline.status import Status, StatusBoard
from app.core.pipeline.viewers import ViewerWatch
from app.core.pipeline.worker import Worker
from app.core.stats import NO_TIME, Stats
from app.core.types import Background, Composite, Frame, Room, Size

_STOP_SECONDS = 6.0


class Pipeline:
    """Capture, worker, output, recording and watching threads.

    What they need comes as factories, called in the thread that uses the thing. Without a governor every frame is
    processed; on demand the camera runs only while somebody takes what the output sends. `start` and `stop` belong to
    one thread; everything else may be called from any.
    """

    def __init__(
        self,
        open_source: OpenSource,
        open_processor: OpenProcessor,
        open_sink: OpenSink | None,
        background: Background,
        size: Size,
        fps: float,
        look: Look = DEFAULT_LOOK,
        governor: Governor | None = None,
        on_demand: bool = False,
        corrections: Corrections = NO_CORRECTIONS,
    ) -> None:
        self._frames: Mailbox[Frame] = Mailbox()
        self._stats = Stats()
        self._board = StatusBoard()
        self._screen = Screen(size)
        self._capture = Capture(open_source, self._frames, self._screen, self._board, self._stats)
        self._governor = governor or Governor(None, fps)
        self._worker = Worker(
            open_processor,
            background,
            look,
            self._frames,
            self._screen,
            self._board,
            self._stats,
            self._governor,
            corrections,
        )
        self._output = Output(open_sink, fps, self._screen, self._board, self._stats)
        # A board and figures of its own: what is told of a recording must not pass for the virtual camera's.
        self._recorded = StatusBoard()
        # Encoding comes on top of the budget: a call that is filmed shall not look the worse for it.
        spent = self._governor.leave_out
        self._recording = Output(None, fps, self._screen, self._recorded, Stats(), manner=FILM, spent=spent)
        self._demand = ViewerWatch(
            self._output, self._capture, self._board, on_demand, filmed=lambda: self._recording.is_wanted
        )
        self._threads = [
            threading.Thread(target=self._guarded, args=(name, run), name=name, daemon=True)
            for name, run in (
                ("output", self._output.run),
                ("recording", self._recording.run),
                ("capture", self._capture.run),
                ("worker", self._worker.run),
                ("demand", self._demand.run),
            )
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[str]:
        """Show a slate, let the threads end, and return the names of those that did not in time."""
        # First, so that no film ends on a slate that nobody asked for.
        self._recording.stop()
        self._screen.end()
        self._output.stop()
        self._demand.stop()
        self._capture.stop()
        self._frames.close()
        deadline = time.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        return [thread.name for thread in self._threads if thread.is_alive()]

    def set_background(self, background: Background) -> None:
        """Use another background from the next frame on; the open room is shown no more once this returns."""
        was_open = isinstance(self._worker.background, Room)
        self._worker.background = background
        if was_open and not isinstance(background, Room):
            # After the change: whatever frame still meets the room was captured before this.
            self._screen.clear("Changing the background", time.perf_counter())

    def set_look(self, look: Look) -> None:
        """Use other settings of the picture from the next frame on."""
        self._worker.look = look

    def set_corrections(self, corrections: Corrections) -> None:
        """Use other corrections of the model from the next frame on; they are of the source that is read now."""
        self._worker.corrections = corrections

    def learn(self, lesson: RoomLearner | None) -> None:
        """Show a lesson every frame, and everybody else a slate; for None show frames again."""
        self._worker.lesson = lesson
        # After that: a frame that is captured from now on meets the lesson, and all others are older than this.
        self._screen.clear("Back in a moment", time.perf_counter())

    def set_processor(self, open_processor: OpenProcessor) -> None:
        """Have another model work; a slate is shown until its first frame is through."""
        self._worker.open_processor = open_processor
        self._screen.clear("Loading the model", time.perf_counter())

    def retry_gpu(self) -> None:
        """Try the GPU again that has failed; a slate is shown until a first frame is through.

        Raises:
            ConfigError: none was wanted, it works, or it has failed too often of late.
        """
        opening = self._worker.open_processor
        if not isinstance(opening, GpuOpening):
            raise ConfigError("There is no GPU to try here.", "`bisenet-bg doctor` says why.")
        if self._board.get().gpu_error is None:
            raise ConfigError("The GPU is in use already, or being opened.")
        opening.check()
        # It may be long until a frame comes and the worker opens it.
        self._board.set(gpu_error=None)
        # The worker opens what is another object than before.
        self.set_processor(replace(opening))

    def set_cpu_budget(self, budget: float | None) -> None:
        """Keep the process's CPU time within another budget: 1 for one core, None for no limit."""
        self._governor.set_budget(budget)

    def set_source(self, open_source: OpenSource) -> None:
        """Read another source; a slate is shown until its first frame is through, and corrections are gone."""
        # Before the switch: what was always shown of one room would be shown of another.
        self._worker.corrections = NO_CORRECTIONS
        self._capture.switch(open_source)
        # After the switch: a frame that is read from now on is the new source's, and all others are older than this.
        self._screen.clear("Starting the camera", time.perf_counter())

    def set_sink(self, open_sink: OpenSink | None) -> None:
        """Turn the output on with this sink, or off with None."""
        self._output.switch(open_sink)

    def set_recording(self, open_sink: OpenSink | None) -> None:
        """Record to this sink what an output would show, or with None end the recording."""
        self._recorded.set(sink_error=None)
        self._recording.switch(open_sink)

    def pause(self, paused: bool) -> None:
        """Show a slate while paused; it is there when this returns, whatever else hangs."""
        self._screen.pause(paused, time.perf_counter())

    def current(self) -> Composite:
        """Return what an output would show now."""
        return self._screen.current(time.perf_counter())

    def status(self) -> Status:
        """Return a snapshot of states, errors, rates and times."""
        now = time.perf_counter()
        times = self._stats.stage_times()
        recorded = self._recorded.get()
        return replace(
            self._board.get(),
            recording=recorded.sink,
            recording_wanted=self._recording.is_wanted,
            recording_error=recorded.sink_error,
            recording_name=recorded.sink_name,
            recording_seconds=self._recording.seconds(now),
            paused=self._screen.paused,
            camera_fps=self._stats.rate("camera", now),
            processed_fps=self._stats.rate("processed", now),
            output_fps=self._stats.rate("output", now),
            latency=times.pop("latency", NO_TIME),
            stages=tuple(times.items()),
            dropped=self._frames.dropped,
            skipped=self._governor.skipped,
            effort=self._governor.effort,
        )

    def _guarded(self, name: str, run: Callable[[], None]) -> None:
        """Run a thread's work; what it did not handle ends in the status, never in a traceback."""
        try:
            run()
        except BisenetBgError as error:
            self._fail(error)
        except Exception as error:
            hint = "Start again; if it comes back, report this sentence."
            self._fail(StageError(f"The {name} thread failed ({type(error).__name__}: {error}).", hint))

    def _fail(self, error: BisenetBgError) -> None:
        self._screen.fail()
        if self._board.get().error is None:
            self._board.set(error=error)
