"""The output thread: sends what the screen shows to a sink, at a steady rate that follows the composites'."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from app.core.errors import DeviceError, without_frames
from app.core.pipeline.pacer import Pacer
from app.core.pipeline.screen import Screen
from app.core.pipeline.status import SinkState, StatusBoard
from app.core.pipeline.suspend import SuspendWatch
from app.core.stats import Stats
from app.core.types import Composite, CompoundSink, Sink
from app.language import N_, _
from app.system_errors import reason_of

OpenSink = Callable[[], Sink]
_LAST_SLATES = 3
_RETRY_SECONDS = 1.0


@dataclass(frozen=True)
class OutputPolicy:
    """How an output ends.

    Attributes:
        last_slates: whether it ends with slates, since a device keeps showing the last frame, unlike a file.
        comes_back: whether a sink that fails after it had received frames is reopened.
    """

    last_slates: bool
    comes_back: bool


DEVICE = OutputPolicy(last_slates=True, comes_back=True)
RECORDING = OutputPolicy(last_slates=False, comes_back=False)


class Output:
    """Owns the sink: opens, writes and closes it in the thread that calls `run`.

    Args:
        open_sink: opens the first sink; None for none.
        fps: writes per second.
        screen: provides the composites.
        board: receives state and errors.
        stats: receives the rate.
        sleep: detects suspends of the computer.
        policy: how it ends.
    """

    def __init__(
        self,
        open_sink: OpenSink | None,
        fps: float,
        screen: Screen,
        board: StatusBoard,
        stats: Stats,
        sleep: SuspendWatch | None = None,
        policy: OutputPolicy = DEVICE,
    ) -> None:
        self._wanted = open_sink
        self._fps = fps
        self._screen = screen
        self._board = board
        self._stats = stats
        self._sleep = sleep or SuspendWatch()
        self._policy = policy
        self._sink: Sink | None = None
        self._was_on = False
        self._opened_at = 0.0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._wake = threading.Event()

    def switch(self, open_sink: OpenSink | None) -> None:
        """Switch to another sink, or turn the output off with None."""
        with self._lock:
            self._wanted = open_sink
            self._wake.set()

    @property
    def is_wanted(self) -> bool:
        """Whether the output is on; a sink that failed and is not reopened turns it off."""
        return self._wanted is not None

    def seconds(self, now: float) -> float:
        """Return for how long the sink has been open at `now` (perf_counter seconds); 0 while none is."""
        return max(0.0, now - self._opened_at) if self._sink is not None else 0.0

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stop.set()
        self._wake.set()

    def viewers(self) -> tuple[str, ...] | None:
        """Return the viewers as `Sink.viewers`; none while no sink is open. May be called from any thread."""
        sink = self._sink
        return sink.viewers() if sink is not None else ()

    def run(self) -> None:
        """Serve one sink after another until `stop`; one that fails while it is on is reopened until it is back."""
        while True:
            # Cleared before the check, so that a stop in between is not lost.
            self._wake.clear()
            if self._stop.is_set():
                return
            wanted = self._wanted
            if wanted is None:
                self._wake.wait()
                continue
            try:
                with unexpected_errors():
                    self._serve(wanted)
                self._turned_off()
            except DeviceError as error:
                self._lost(wanted, without_frames(error))

    def _serve(self, open_sink: OpenSink) -> None:
        sink = open_sink()
        self._opened_at = time.perf_counter()
        self._sink = sink
        described = self._describe(sink)
        try:
            pacer = Pacer(self._fps, time.perf_counter())
            while not self._wake.is_set():
                now = time.perf_counter()
                if self._sleep.slept():
                    # The clock stood still during the suspend, so an old composite would still count as fresh.
                    self._screen.clear(N_("Waiting for the camera"), now)
                number = self._screen.number
                sink.write(self._screen.current(now))
                self._was_on = True
                described = self._describe(sink, described)
                self._board.count_sent()
                self._stats.tick("output", now)
                # Camera and output have the same rate and beats of their own: without waiting for each other some
                # composites would be sent twice and others never.
                if not self._wake.wait(pacer.delay(time.perf_counter())) and self._screen.wait_for_another(
                    number, pacer.patience
                ):
                    pacer.follow(time.perf_counter())
        finally:
            self._sink = None
            if self._policy.last_slates:
                end_with(self._screen.slate(), sink)
            else:
                sink.close()

    def _describe(
        self, sink: Sink, described: tuple[str, DeviceError | None] | None = None
    ) -> tuple[str, DeviceError | None]:
        """Put a sink's name and partial loss on the board, unless they are as described before; return them."""
        description = str(sink), sink.lost() if isinstance(sink, CompoundSink) else None
        if description != described:
            name, error = description
            self._board.set(sink=SinkState.ON, sink_name=name, sink_error=error)
        return description

    def _turned_off(self) -> None:
        self._was_on = False
        self._board.set(sink=SinkState.OFF, sink_name="", sink_error=None)

    def _lost(self, wanted: OpenSink, error: DeviceError) -> None:
        """Wait for the next attempt if a device had received frames; otherwise turn the output off."""
        if self._was_on and self._policy.comes_back:
            self._board.set(sink=SinkState.RECONNECTING, sink_name="", sink_error=error)
            if self._wake.wait(_RETRY_SECONDS):
                self._turned_off()
            return
        self._was_on = False
        with self._lock:
            # Unless another sink was requested in the meantime.
            if self._wanted is wanted:
                self._wanted = None
        self._board.set(sink=SinkState.FAILED, sink_name="", sink_error=error)


def end_with(slate: Composite, sink: Sink) -> None:
    """End a sink with slates, also after a failed write, and close it: virtual cameras keep the last frame."""
    if isinstance(sink, CompoundSink):
        sink.stop_reopening()
    for _slate in range(_LAST_SLATES):
        with suppress(Exception):
            sink.write(slate)
    sink.close()


@contextmanager
def unexpected_errors() -> Iterator[None]:
    """Treat an unexpected error of a sink as its loss, so that the thread continues and can open another."""
    try:
        yield
    except DeviceError:
        raise
    except Exception as error:
        hint = _("Start it again; if this happens again, report this sentence.")
        raise DeviceError(
            _("The output failed ({kind}: {error}).").format(kind=type(error).__name__, error=reason_of(error)), hint
        ) from error
