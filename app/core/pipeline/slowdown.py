"""Why fewer frames are processed than the output shows: other programs, this processor, or the camera.

The governor's reduction to stay within the budget is not among them: it is this program's own decision, and `Effort`
describes it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from app.core.pipeline.processor_use import ProcessorUse, ThreadUse, read_processor_use, usable_cores
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
_SLOW_CAMERA, _FAST_CAMERA = 0.75, 0.8
# Share of the output's frames from which a camera is taken to deliver all of them.
_KEEPS_UP = 0.95
# Share of the missing frames that there would be without other programs, before they are the cause and while they are.
_CAUSED, _STILL_CAUSED = 1 / 3, 1 / 5
# Share of a camera's missing frames that the capture thread's waits must explain, so that they are not the camera's.
_EXPLAINED = 0.5
# Longest share of its time for which a thread is taken to wait, since its rate without that is divided by the rest.
_LONGEST_DELAY = 0.9
# Share of the captured frames that must have found the worker busy before the processor counts as too slow.
_FOUND_BUSY = 0.1
_NOT_STARTED = ThreadUse(0.0, 0.0)
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
_IN_SHORT = {
    SlowCause.OTHER_PROGRAMS: N_("Other programs: {fps} of {expected}"),
    SlowCause.PROCESSOR: N_("Too slow: {fps} of {expected}"),
    SlowCause.CAMERA: N_("Camera: {fps} of {expected}"),
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

    def in_short(self) -> str:
        """Return cause and numbers in a few words, for a narrow place."""
        return _(_IN_SHORT[self.cause]).format(fps=self.fps, expected=self.expected)

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
        delay: seconds for which other programs kept the worker, or a thread of its libraries, waiting for a core.
        capture_delay: the same of the capture thread.
    """

    captured: float
    dropped: float
    processed: float
    delay: float
    capture_delay: float


class SlowdownWatch:
    """Measures frames and processor over windows of seconds, and finds the cause where frames are missing.

    Other programs are the cause only where a thread was ready to run and had to wait for a core. Linux measures that
    wait; it is theirs in proportion to the time that they used, so that our own threads, which may wait for each other,
    do not count as other programs. Elsewhere it is the time during which the worker had work but no CPU time, unless
    our own threads fill the cores.

    It belongs to the worker's thread; `slowdown` may be read from any thread.

    Args:
        fps: rate of the output.
        capture_thread: returns the native id of the capture thread; None before it has started.
        clock: elapsed seconds.
        thread_time: CPU seconds of the calling thread.
        read: returns the readings of the processor.
        cores: number of cores that this process may use.
        has_own_rate: says whether the source is a file that is played at its own rate, which no camera is blamed for.

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
        has_own_rate: Callable[[], bool] = lambda: False,
    ) -> None:
        self.slowdown: Slowdown | None = None
        self._fps = fps
        self._capture_thread = capture_thread
        self._clock, self._thread_time, self._read, self._cores = clock, thread_time, read, cores
        self._has_own_rate = has_own_rate
        self._source: int | None = None
        self._window: _Window | None = None
        # Rate of the camera while the capture thread took all its frames; None before that was measured.
        self._camera_fps: float | None = None
        self._candidate: SlowCause | None = None
        self._agreeing = 0
        # The last windows with the same cause.
        self._recent: deque[Slowdown] = deque(maxlen=_AGREEING)

    def took(self, source: int, dropped: int, allowed: float | None) -> None:
        """Count a frame that the worker took from the mailbox, and evaluate the window when it is over.

        Args:
            source: number of the opening of the source, as `Frame.source`.
            dropped: frames that have been dropped so far because the worker was busy.
            allowed: frames per second that the governor allows; None for all.
        """
        now = self._clock()
        window = self._window
        if window is not None and now - window.began > _LONGEST_WINDOW:
            # What was found before the gap may no longer hold.
            window, self.slowdown, self._candidate = None, None, None
            self._agreeing = 0
            self._recent.clear()
        if source != self._source:
            self._source, self._camera_fps, window = source, None, None
            if self.slowdown is not None and self.slowdown.cause is SlowCause.CAMERA:
                self.slowdown = None
        if window is None:
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
        delays = _delays(window.use, use)
        capture = self._capture_thread()
        if delays is None:
            fills_cores = use.own - window.use.own > _FILLED * elapsed * self._cores()
            delay, capture_delay = 0.0 if fills_cores else window.stalled, 0.0
        else:
            # Threads of Python have other work, except for the worker.
            others = {thread.native_id for thread in threading.enumerate()} | {capture}
            others -= {threading.get_native_id()}
            delay = max((delay for number, delay in delays.items() if number not in others), default=0.0)
            capture_delay = delays.get(capture, 0.0) if capture is not None else 0.0
        return _Rates(
            captured=(window.taken + lost) / elapsed,
            dropped=lost / elapsed,
            processed=window.processed / elapsed,
            delay=delay / elapsed,
            capture_delay=capture_delay / elapsed,
        )

    def _judge(self, rates: _Rates, allowed: float | None) -> Slowdown | None:
        """Return the slowdown of one window."""
        shown = self.slowdown.cause if self.slowdown is not None else None
        usual = self._fps if self._camera_fps is None else self._camera_fps
        lost = max(0.0, usual - rates.captured)
        if lost == 0 or rates.capture_delay < _EXPLAINED * lost / usual:
            self._camera_fps, lost = rates.captured, 0.0
        offered = rates.captured + lost
        if offered > _KEEPS_UP * self._fps:
            offered = self._fps
        expected = offered if allowed is None else min(offered, allowed)
        delay = min(rates.delay, _LONGEST_DELAY)
        gain = rates.processed * delay / (1 - delay) + lost
        caused = gain / max(expected - rates.processed, 1e-9)
        if rates.processed < expected * (_LATE if shown in (None, SlowCause.CAMERA) else _ON_TIME):
            if caused >= (_STILL_CAUSED if shown is SlowCause.OTHER_PROGRAMS else _CAUSED):
                return Slowdown(SlowCause.OTHER_PROGRAMS, round(rates.processed), round(expected))
            if rates.dropped >= _FOUND_BUSY * rates.captured:
                return Slowdown(SlowCause.PROCESSOR, round(rates.processed), round(expected))
        if self._has_own_rate():
            return None
        if offered < self._fps * (_FAST_CAMERA if shown is SlowCause.CAMERA else _SLOW_CAMERA):
            return Slowdown(SlowCause.CAMERA, round(offered), round(self._fps))
        return None

    def _show(self, found: Slowdown | None) -> None:
        """Show a cause, or none, once windows in a row agree on it; the numbers are means over as many windows."""
        cause = found.cause if found is not None else None
        if found is not None:
            if self._recent and self._recent[-1].cause is not cause:
                self._recent.clear()
            self._recent.append(found)
        if self.slowdown is None or cause is not self.slowdown.cause:
            self._agreeing = self._agreeing + 1 if cause is self._candidate else 1
            self._candidate = cause
            if self._agreeing < _AGREEING:
                return
        self._agreeing = 0
        self.slowdown = None if found is None else _mean(self._recent)


def _mean(found: Sequence[Slowdown]) -> Slowdown:
    """Return the means of slowdowns of one cause."""
    count = len(found)
    fps, expected = sum(one.fps for one in found), sum(one.expected for one in found)
    return Slowdown(found[-1].cause, round(fps / count), round(expected / count))


def _delays(before: ProcessorUse, after: ProcessorUse) -> dict[int, float] | None:
    """Return for how many seconds other programs kept each thread waiting between two readings; None if unknown."""
    if not after.threads or after.all_programs is None or before.all_programs is None:
        return None
    own = after.own - before.own
    others = max(0.0, after.all_programs - before.all_programs - own)
    # Time under a quota is waiting too, but not for other programs.
    throttled = after.throttled - before.throttled
    found = {}
    for number, thread in after.threads.items():
        earlier = before.threads.get(number, _NOT_STARTED)
        # While a thread waits, a core runs another program or another one of our threads.
        rest = max(0.0, own - (thread.ran - earlier.ran))
        waited = max(0.0, thread.waited - earlier.waited - throttled)
        found[number] = waited * others / max(others + rest, 1e-9)
    return found
