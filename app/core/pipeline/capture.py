"""The capture thread: reads a source, passes on the newest frame, and reconnects after a loss."""

import threading
import time
from collections.abc import Callable
from itertools import count

from app.core.errors import BisenetBgError, ConfigError, DeviceError
from app.core.pipeline.mailbox import Mailbox
from app.core.pipeline.screen import Screen
from app.core.pipeline.status import CameraState, StatusBoard
from app.core.pipeline.suspend import SuspendWatch
from app.core.stats import Stats
from app.core.types import FilmLike, Frame, Source
from app.language import N_, _

OpenSource = Callable[[], Source]
# Seconds between attempts; a camera that is plugged in again is back within two seconds.
_BACK_OFF = (0.2, 0.5, 1.0)
# Shared by the whole process, so that a rebuilt pipeline reuses no number.
_openings = count(1)


class Capture:
    """Owns the source: opens, reads and closes it in the thread that calls `run`.

    Attributes:
        thread: native id of that thread; None before it runs.
        has_own_rate: whether the source is a file that is played at its own rate, and so no slow camera.
    """

    def __init__(
        self,
        open_source: OpenSource,
        frames: Mailbox[Frame],
        screen: Screen,
        board: StatusBoard,
        stats: Stats,
        sleep: SuspendWatch | None = None,
    ) -> None:
        self._open_source = open_source
        self._frames = frames
        self._screen = screen
        self._board = board
        self._stats = stats
        self.thread: int | None = None
        self.has_own_rate = False
        self._resting = False
        self._sleep = sleep or SuspendWatch()
        self._stop = threading.Event()
        self._changed = threading.Event()

    def switch(self, open_source: OpenSource) -> None:
        """Switch to another source."""
        self._open_source = open_source
        self._changed.set()

    def rest(self, resting: bool) -> None:
        """Close the source while idle, and reopen it afterwards."""
        if resting != self._resting:
            self._resting = resting
            self._changed.set()

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stop.set()
        self._changed.set()

    def run(self) -> None:
        """Read until `stop`; a source that is lost or cannot be opened is retried with growing delays."""
        self.thread = threading.get_native_id()
        failures = 0
        while True:
            # Cleared before the check, so that a stop in between is not lost.
            self._changed.clear()
            if self._stop.is_set():
                return
            if self._resting:
                self._rest()
                continue
            opening = self._open_source
            try:
                self._read_all(opening)
                failures = 0
                self._show_opening()
            except _LostError as lost:
                # It had delivered frames, so the delays start over.
                self._wait(lost.cause, 0)
                failures = 1
            except (DeviceError, ConfigError) as error:
                self._wait(error, failures)
                failures += 1

    def _rest(self) -> None:
        self._screen.clear(N_("Idle until an app uses the camera"), time.perf_counter())
        self._board.set(camera=CameraState.RESTING, camera_error=None, camera_name="")
        self._changed.wait()
        if not self._resting:
            self._show_opening()

    def _show_opening(self) -> None:
        self._screen.clear(N_("Starting the camera"), time.perf_counter())
        self._board.set(camera=CameraState.OPENING, camera_error=None, camera_name="")

    def _wait(self, error: BisenetBgError, failures: int) -> None:
        # Before the status changes, so that the screen has a slate as soon as the status is RECONNECTING.
        self._screen.clear(N_("Waiting for the camera"), time.perf_counter())
        self._board.set(camera=CameraState.RECONNECTING, camera_error=error, camera_name="")
        self._changed.wait(_BACK_OFF[min(failures, len(_BACK_OFF) - 1)])

    def _read_all(self, opening: OpenSource) -> None:
        """Read one source until it is lost, switched or stopped."""
        source = opening()
        self.has_own_rate = isinstance(source, FilmLike) and source.has_own_rate
        # Discard a suspend from before this opening.
        self._sleep.slept()
        number, index = next(_openings), 0
        try:
            while not self._changed.is_set():
                rgb = source.read()
                now = time.perf_counter()
                if self._changed.is_set():
                    break
                if rgb is None:
                    continue
                if self._sleep.slept():
                    # Many cameras deliver an old frame, or none, until they are reopened.
                    raise DeviceError(_("The computer was asleep."), _("The camera is being reopened."))
                self._frames.put(Frame(rgb, index, now, number))
                self._stats.tick("camera", now)
                if index == 0:
                    name = str(source)
                    self._board.set(camera=CameraState.RUNNING, camera_error=None, camera_seen=True, camera_name=name)
                index += 1
        except DeviceError as error:
            raise (_LostError(error) if index else error) from error
        finally:
            source.close()


class _LostError(Exception):
    """A source failed after it had delivered frames."""

    def __init__(self, cause: DeviceError) -> None:
        super().__init__(str(cause))
        self.cause = cause
