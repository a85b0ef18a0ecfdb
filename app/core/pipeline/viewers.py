"""The watching thread's work: who takes what the output sends, and whether the camera may rest meanwhile."""

import threading
import time
from collections.abc import Callable

from app.core.pipeline.capture import Capture
from app.core.pipeline.output import Output
from app.core.pipeline.status import StatusBoard

# A program that opens the virtual camera shall not wait; otherwise it is but told who watches.
_ASK_SECONDS = 0.5
_TELL_SECONDS = 2.0
_HOLD_SECONDS = 2.0


class ViewerWatch:
    """Tells the status who watches; on demand it lets the camera rest while nobody does.

    Where it cannot be told who watches, somebody may: the camera runs.

    Args:
        output: whose viewers count.
        capture: what may rest.
        board: is told who watches.
        on_demand: whether the camera rests at all.
        clock: seconds.
        filmed: says whether the picture is wanted whoever watches.
    """

    def __init__(
        self,
        output: Output,
        capture: Capture,
        board: StatusBoard,
        on_demand: bool,
        clock: Callable[[], float] = time.monotonic,
        filmed: Callable[[], bool] = lambda: False,
    ) -> None:
        self._output = output
        self._capture = capture
        self._board = board
        self._on_demand = on_demand
        self._clock = clock
        self._filmed = filmed
        self._watched_at = float("-inf")
        self._stop = threading.Event()
        capture.rest(on_demand)

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stop.set()

    def run(self) -> None:
        """Ask again and again until `stop`."""
        while not self._stop.wait(_ASK_SECONDS if self._on_demand else _TELL_SECONDS):
            self.ask()

    def ask(self) -> None:
        """Ask once."""
        try:
            viewers = self._output.viewers()
        except Exception:
            # Who watches is only told; not knowing it must never end the picture.
            viewers = None
        self._board.set(viewers=viewers)
        now = self._clock()
        if viewers is None or viewers or self._filmed():
            self._watched_at = now
        # Programs open a camera several times while they start.
        self._capture.rest(self._on_demand and now - self._watched_at > _HOLD_SECONDS)
