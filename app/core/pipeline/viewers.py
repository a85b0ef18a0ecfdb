"""The watching thread: who views the output, and whether the camera may be idle."""

import threading
import time
from collections.abc import Callable

from app.core.pipeline.capture import Capture
from app.core.pipeline.output import Output
from app.core.pipeline.status import StatusBoard

# Seconds between polls: short on demand, since a program that opens the virtual camera must not wait.
_ASK_SECONDS = 0.5
_TELL_SECONDS = 2.0
_HOLD_SECONDS = 2.0


class ViewerWatch:
    """Polls the output's viewers; on demand the camera is idle while there are none.

    If the viewers are unknown, the camera runs.

    Args:
        output: whose viewers are polled.
        capture: closes the camera while idle.
        board: receives the viewers.
        on_demand: whether the camera may be idle at all.
        clock: seconds.
        recorded: says whether a recording needs the camera.
    """

    def __init__(
        self,
        output: Output,
        capture: Capture,
        board: StatusBoard,
        on_demand: bool,
        clock: Callable[[], float] = time.monotonic,
        recorded: Callable[[], bool] = lambda: False,
    ) -> None:
        self._output = output
        self._capture = capture
        self._board = board
        self._on_demand = on_demand
        self._clock = clock
        self._recorded = recorded
        self._watched_at = float("-inf")
        self._stop = threading.Event()
        capture.rest(on_demand)

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stop.set()

    def run(self) -> None:
        """Poll until `stop`."""
        while not self._stop.wait(_ASK_SECONDS if self._on_demand else _TELL_SECONDS):
            self.ask()

    def ask(self) -> None:
        """Poll once."""
        try:
            viewers = self._output.viewers()
        except Exception:
            # The viewers are only information; an error here must never end the output.
            viewers = None
        self._board.set(viewers=viewers)
        now = self._clock()
        if viewers is None or viewers or self._recorded():
            self._watched_at = now
        # Programs open a camera several times while they start up.
        self._capture.rest(self._on_demand and now - self._watched_at > _HOLD_SECONDS)
