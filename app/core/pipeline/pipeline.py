"""The live pipeline: its threads, its screen and its status."""

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
from app.core.pipeline.output import RECORDING, OpenSink, Output
from app.core.pipeline.screen import Screen
from app.core.pipeline.slowdown import SlowdownWatch
from app.core.pipeline.status import CameraState, Status, StatusBoard
from app.core.pipeline.viewers import ViewerWatch
from app.core.pipeline.worker import Worker
from app.core.stats import NO_TIME, Stats
from app.core.threads import NamedThread
from app.core.types import Background, Composite, Frame, Room, Size
from app.language import N_, _
from app.system_errors import reason_of

_STOP_SECONDS = 6.0


class Pipeline:
    """The threads for capture, processing, output, recording and watching viewers.

    Sources, processors and sinks are passed as functions that open them, called in the thread that uses them. Without a
    governor every frame is processed. With `on_demand` the camera runs only while somebody views the output. `start`
    and `stop` belong to one thread; everything else may be called from any.
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
        self._slowdown = SlowdownWatch(
            fps, lambda: self._capture.thread, has_own_rate=lambda: self._capture.has_own_rate
        )
        self._worker = Worker(
            open_processor,
            background,
            look,
            self._frames,
            self._screen,
            self._board,
            self._stats,
            self._governor,
            self._slowdown,
            corrections,
        )
        self._output = Output(open_sink, fps, self._screen, self._board, self._stats)
        # Its own board and statistics, so that they are not mistaken for the virtual camera's.
        self._recorded = StatusBoard()
        self._recording = Output(None, fps, self._screen, self._recorded, Stats(), policy=RECORDING)
        self._demand = ViewerWatch(
            self._output, self._capture, self._board, on_demand, recorded=lambda: self._recording.is_wanted
        )
        self._threads = [
            NamedThread(target=self._guarded, args=(name, run), name=name, daemon=True)
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
        """Show a slate, end the threads, and return the names of those that did not end in time."""
        # First, so that a recording does not end with a slate.
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
        """Use another background from the next frame on; once this returns, the room is no longer shown as it is."""
        was_open = isinstance(self._worker.background, Room)
        self._worker.background = background
        if was_open and not isinstance(background, Room):
            # After the change, since a frame that still meets the old background was captured before this.
            self._screen.clear(N_("Changing the background"), time.perf_counter())

    def set_look(self, look: Look) -> None:
        """Use another look from the next frame on."""
        self._worker.look = look

    def set_corrections(self, corrections: Corrections) -> None:
        """Use other corrections from the next frame on; they must belong to the current source."""
        self._worker.corrections = corrections

    def learn(self, lesson: RoomLearner | None) -> None:
        """Pass every frame to a room learner while the output shows a slate; None ends this."""
        self._worker.lesson = lesson
        # After the change: frames captured from now on go to the learner, and all others are older than this.
        self._screen.clear(N_("Back in a moment"), time.perf_counter())

    def set_processor(self, open_processor: OpenProcessor) -> None:
        """Switch to another processor; a slate is shown until its first composite."""
        self._worker.open_processor = open_processor
        self._screen.clear(N_("Loading the model"), time.perf_counter())

    def retry_gpu(self) -> None:
        """Try the GPU again after it failed; a slate is shown until its first composite.

        Raises:
            ConfigError: no GPU was requested, it works, or it has failed too often recently.
        """
        opening = self._worker.open_processor
        if not isinstance(opening, GpuOpening):
            raise ConfigError(_("There is no GPU to try here."), _("`bisenet-bg doctor` says why."))
        if self._board.get().gpu_error is None:
            raise ConfigError(_("The GPU is in use already, or being opened."))
        opening.check()
        # It may take long until a frame arrives and the worker opens the processor.
        self._board.set(gpu_error=None)
        # The worker opens a processor when the object changes.
        self.set_processor(replace(opening))

    def set_cpu_budget(self, budget: float | None) -> None:
        """Change the budget of CPU time: 1 for one core, None for no limit."""
        self._governor.set_budget(budget)

    def set_source(self, open_source: OpenSource) -> None:
        """Switch to another source; a slate is shown until its first composite, and corrections are dropped."""
        # Before the switch, or the "always" mask of one room would show parts of another.
        self._worker.corrections = NO_CORRECTIONS
        self._capture.switch(open_source)
        # After the switch: frames captured from now on are the new source's, and all others are older than this.
        self._screen.clear(N_("Starting the camera"), time.perf_counter())

    def set_sink(self, open_sink: OpenSink | None) -> None:
        """Turn the output on with this sink, or off with None."""
        self._output.switch(open_sink)

    def set_recording(self, open_sink: OpenSink | None) -> None:
        """Record the output to this sink, or end the recording with None."""
        self._recorded.set(sink_error=None)
        self._recording.switch(open_sink)

    def pause(self, paused: bool) -> None:
        """Show a slate while paused; it is shown once this returns, whatever else hangs."""
        self._screen.pause(paused, time.perf_counter())

    def current(self) -> Composite:
        """Return what the output shows now."""
        return self._screen.current(time.perf_counter())

    def status(self) -> Status:
        """Return a snapshot of states, errors, rates and times."""
        now = time.perf_counter()
        times = self._stats.stage_times()
        recorded = self._recorded.get()
        board = self._board.get()
        # While no frames come, the last one evaluated no window.
        runs = board.camera is CameraState.RUNNING and board.error is None
        return replace(
            board,
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
            slowdown=self._slowdown.slowdown if runs else None,
        )

    def _guarded(self, name: str, run: Callable[[], None]) -> None:
        """Run a thread; an error that it does not handle goes to the status, never into a traceback."""
        try:
            run()
        except BisenetBgError as error:
            self._fail(error)
        except Exception as error:
            hint = _("Start again; if this happens again, report this sentence.")
            self._fail(
                StageError(
                    _("The {thread} thread failed ({kind}: {error}).").format(
                        thread=name, kind=type(error).__name__, error=reason_of(error)
                    ),
                    hint,
                )
            )

    def _fail(self, error: BisenetBgError) -> None:
        self._screen.fail()
        if self._board.get().error is None:
            self._board.set(error=error)
