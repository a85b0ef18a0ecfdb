"""The output thread's work: at a steady rate, whatever the screen shows goes to the sink."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from app.core.errors import DeviceError
from app.core.pacer import Pacer
from app.core.screen import Screen
from app.core.stats import Stats
from app.core.status import SinkState, StatusBoard
from app.core.types import Sink

OpenSink = Callable[[], Sink]
_LAST_SLATES = 3


class Output:
    """Owns the sink: opens, writes and closes it in the thread that calls `run`."""

    def __init__(
        self, open_sink: OpenSink | None, fps: float, screen: Screen, board: StatusBoard, stats: Stats
    ) -> None:
        self._wanted = open_sink
        self._fps = fps
        self._screen = screen
        self._board = board
        self._stats = stats
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._wake = threading.Event()

    def switch(self, open_sink: OpenSink | None) -> None:
        """Turn the output on with a new sink, or off with None."""
        with self._lock:
            self._wanted = open_sink
            self._wake.set()

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Serve one sink after another until `stop`."""
        while True:
            # Cleared before the test: a stop that comes in between must not be lost.
            self._wake.clear()
            if self._stop.is_set():
                return
            wanted = self._wanted
            if wanted is None:
                self._wake.wait()
                continue
            try:
                with _surprises_told():
                    self._serve(wanted)
                self._board.set(sink=SinkState.OFF, sink_name="", sink_error=None)
            except DeviceError as error:
                self._board.set(sink=SinkState.FAILED, sink_name="", sink_error=error)
                with self._lock:
                    # Unless another one was asked for meanwhile, nothing is wanted any more.
                    if self._wanted is wanted:
                        self._wanted = None

    def _serve(self, open_sink: OpenSink) -> None:
        sink = open_sink()
        self._board.set(sink=SinkState.ON, sink_name=str(sink), sink_error=None)
        try:
            pacer = Pacer(self._fps, time.perf_counter())
            while not self._wake.is_set():
                now = time.perf_counter()
                sink.write(self._screen.current(now))
                self._board.count_sent()
                self._stats.tick("output", now)
                self._wake.wait(pacer.delay(time.perf_counter()))
        finally:
            # Virtual cameras keep the last frame, so the last one must show nobody, even after a failed write.
            for _ in range(_LAST_SLATES):
                with suppress(Exception):
                    sink.write(self._screen.slate())
            sink.close()


@contextmanager
def _surprises_told() -> Iterator[None]:
    """Take what a sink raises unexpectedly for its loss: the thread goes on, and another sink can be opened."""
    try:
        yield
    except DeviceError:
        raise
    except Exception as error:
        hint = "Start it again; if it comes back, report this sentence."
        raise DeviceError(f"The output failed ({type(error).__name__}: {error}).", hint) from error
