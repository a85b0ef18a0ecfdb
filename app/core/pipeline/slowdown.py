"""Why fewer frames are processed than the output shows: other programs, this processor, or the camera.

The governor's reduction to stay within the budget is not among them: it is this program's own decision, and `Effort`
describes it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from app.core.pipeline.processor_use import ProcessorUse, read_processor_use, usable_cores
from app.language import N_, _

# Seconds over which frames are counted.
_WINDOW = 2.0
# A longer window contains a suspend or a model that was loaded, and is discarded.
_LONGEST_WINDOW = 10.0
# Windows in a row that must agree before a cause appears, changes or disappears.
_AGREEING = 3
# Share of the expected frames below which they are late; once they are, above which they are on time again.
_LATE, _ON_TIME = 0.8, 0.9
# Share of the output's frames below which a camera is slow; once it is, above which it is no longer.
_SLOW_CAMERA, _FAST_CAMERA = 0.75, 0.85
# Share of the output's frames from which a camera is taken to deliver all of them.
_KEEPS_UP = 0.95
# Seconds per second for which other programs keep our threads waiting, before they are the cause and while they are.
_DISTURBED, _STILL_DISTURBED = 0.15, 0.08
# Share of its time for which the capture thread runs or waits for a core, above which it loses frames of the camera.
_STARVED = 0.8
# Share of the captured frames that must have found the worker busy before the processor counts as too slow.
_FOUND_BUSY = 0.1
# Share of the cores that our threads use, above which they may keep each other waiting.
_FILLED = 0.8


class SlowCause(Enum):
    """What keeps frames from being processed."""

    OTHER_PROGRAMS = "other programs"
    PROCESSOR = "processor"
    CAMERA = "camera"


_SENTENCES = {
    SlowCause.OTHER_PROGRAMS: N_("Other programs use the processor: {fps} of {expected} pictures a second"),
    SlowCause.PROCESSOR: N_("The processor is too slow: {fps} of {expected} pictures a second"),
    SlowCause.CAMERA: N_("The camera gives {fps} of {expected} pictures a second"),
}
_ADVICE = {
    SlowCause.OTHER_PROGRAMS: N_("Close programs that you do not need, or lower the model resolution (--detail)."),
    SlowCause.PROCESSOR: N_("Lower the model resolution (--detail), or choose a faster model."),
    SlowCause.CAMERA: N_("In dim light many cameras give fewer; more light helps."),
}


@dataclass(frozen=True)
class Slowdown:
    """Too few frames, and why.

    Attributes:
        cause: of it.
        fps: processed frames per second, or those of a slow camera.
        expected: frames per second that there would be without the cause.
    """

    cause: SlowCause
    fps: int
    expected: int

    def sentence(self) -> str:
        """Return the cause with both numbers, without a full stop."""
        return _(_SENTENCES[self.cause]).format(fps=self.fps, expected=self.expected)

    def full_sentence(self) -> str:
        """Return cause, numbers and what the user can do."""
        return _("{problem}. {advice}").format(problem=self.sentence(), advice=self.advice())

    def advice(self) -> str:
        """Return what the user can do, as a sentence."""
        return _(_ADVICE[self.cause])


@dataclass
class _Window:
    """A measurement in progress: readings at its start, and what has happened since."""

    began: float
    use: ProcessorUse
    dropped: int
    taken: int = 0
    processed: int = 0
    # Seconds of processing during which the worker's thread used no CPU time.
    stalled: float = 0.0


@dataclass(frozen=True)
class _Rates:
    """What a window has measured, per second of it.

    Attributes:
        captured: frames that the camera gave.
        dropped: those that found the worker busy.
        processed: those that became composites.
        disturbed: seconds for which other programs kept our threads waiting.
        capturing: seconds for which the capture thread ran or waited for a core.
    """

    captured: float
    dropped: float
    processed: float
    disturbed: float
    capturing: float


class SlowdownWatch:
    """Measures frames and processor over windows of seconds, and finds the cause where frames are missing.

    Other programs are the cause only where our threads were ready to run and had to wait: in proportion to the time
    that others used, so that our own threads, which may wait for each other, never count as other programs. Linux
    measures the wait. Elsewhere it is the time during which the worker had work but no CPU time, unless our own threads
    fill the cores.

    It belongs to the worker's thread; `slowdown` may be read from any thread.

    Args:
        fps: rate of the output.
        capture_thread: returns the native id of the capture thread; None before it has started.
        clock: elapsed seconds.
        thread_time: CPU seconds of the calling thread.
        read: returns the readings of the processor.
        cores: number of cores that this process may use.

    Attributes:
        slowdown: the cause and its numbers; None while no frames are missing.
    """

    def __init__(
        self,
        fps: float,
        capture_thread: Callable[[], int | None] = lambda: None,
        clock: Callable[[], float] = time.perf_counter,
        thread_time: Callable[[], float] = time.thread_time,
        read: Callable[[], ProcessorUse] = read_processor_use,
        cores: Callable[[], int] = usable_cores,
    ) -> None:
        self.slowdown: Slowdown | None = None
        self._fps = fps
        self._capture_thread = capture_thread
        self._clock, self._thread_time, self._read, self._cores = clock, thread_time, read, cores
        self._source: int | None = None
        self._window: _Window | None = None
        # Rate of the camera while the capture thread took all its frames; None before that was measured.
        self._camera_fps: float | None = None
        self._candidate: SlowCause | None = None
        self._agreeing = 0

    def took(self, source: int, dropped: int, allowed: float | None) -> None:
        """Count a frame that the worker took from the mailbox, and evaluate the window when it is over.

        Args:
            source: number of the opening of the source, as `Frame.source`.
            dropped: frames that have been dropped so far because the worker was busy.
            allowed: frames per second that the governor allows; None for all.
        """
        now = self._clock()
        window = self._window
        if source != self._source:
            self._source, self._camera_fps, window = source, None, None
            if self.slowdown is not None and self.slowdown.cause is SlowCause.CAMERA:
                self.slowdown = None
        if window is None or now - window.began > _LONGEST_WINDOW:
            window = _Window(now, self._read(), dropped)
        elif now - window.began >= _WINDOW:
            use = self._read()
            self._show(self._judge(self._rates(window, now - window.began, use, dropped), allowed))
            window = _Window(now, use, dropped)
        window.taken += 1
        self._window = window

    @contextmanager
    def processing(self, *, on_gpu: bool) -> Iterator[None]:
        """Measure the processing of the frame that was taken last.

        Args:
            on_gpu: whether the worker waits for the GPU meanwhile, and not for a core.
        """
        start, cpu = self._clock(), self._thread_time()
        yield
        if self._window is not None:
            self._window.processed += 1
            if not on_gpu:
                self._window.stalled += max(0.0, self._clock() - start - (self._thread_time() - cpu))

    def _rates(self, window: _Window, elapsed: float, use: ProcessorUse, dropped: int) -> _Rates:
        lost = dropped - window.dropped
        number = self._capture_thread()
        capture = use.threads.get(number) if number is not None else None
        before = window.use.threads.get(number) if number is not None else None
        capturing = 0.0
        if capture is not None and before is not None:
            capturing = capture.ran + capture.waited - before.ran - before.waited
        return _Rates(
            captured=(window.taken + lost) / elapsed,
            dropped=lost / elapsed,
            processed=window.processed / elapsed,
            disturbed=self._disturbed(window, elapsed, use) / elapsed,
            capturing=capturing / elapsed,
        )

    def _disturbed(self, window: _Window, elapsed: float, use: ProcessorUse) -> float:
        own = use.own - window.use.own
        if not use.threads or use.all_programs is None or window.use.all_programs is None:
            return window.stalled if own < _FILLED * elapsed * self._cores() else 0.0
        others = max(0.0, use.all_programs - window.use.all_programs - own)
        waited = sum(thread.waited for thread in use.threads.values())
        # Threads that have ended meanwhile do not count, nor do the waits of others before the window.
        waited -= sum(window.use.threads[number].waited for number in use.threads.keys() & window.use.threads.keys())
        return waited * others / max(others + own, 1e-9)

    def _judge(self, rates: _Rates, allowed: float | None) -> Slowdown | None:
        """Return the slowdown of one window."""
        shown = self.slowdown.cause if self.slowdown is not None else None
        is_starved = rates.capturing > _STARVED
        if not is_starved:
            self._camera_fps = rates.captured
        camera_fps = self._fps if self._camera_fps is None else self._camera_fps
        offered = self._fps if camera_fps >= _KEEPS_UP * self._fps else camera_fps
        expected = min(offered, offered if allowed is None else allowed)
        is_late = rates.processed < expected * (_LATE if shown in (None, SlowCause.CAMERA) else _ON_TIME)
        limit = _STILL_DISTURBED if shown is SlowCause.OTHER_PROGRAMS else _DISTURBED
        if is_late and rates.disturbed >= limit:
            return Slowdown(SlowCause.OTHER_PROGRAMS, round(rates.processed), round(expected))
        if is_late and rates.dropped >= _FOUND_BUSY * rates.captured:
            return Slowdown(SlowCause.PROCESSOR, round(rates.processed), round(expected))
        least = _FAST_CAMERA if shown is SlowCause.CAMERA else _SLOW_CAMERA
        if not is_starved and rates.captured < least * self._fps:
            return Slowdown(SlowCause.CAMERA, round(rates.captured), round(self._fps))
        return None

    def _show(self, found: Slowdown | None) -> None:
        """Show a cause, or none, once windows in a row agree on it; its numbers follow each window."""
        cause = found.cause if found is not None else None
        if self.slowdown is not None and cause is self.slowdown.cause:
            self.slowdown, self._agreeing = found, 0
            return
        self._agreeing = self._agreeing + 1 if cause is self._candidate else 1
        self._candidate = cause
        if self._agreeing >= _AGREEING:
            self.slowdown, self._agreeing = found, 0
