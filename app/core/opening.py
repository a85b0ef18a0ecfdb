"""What opens a processor: one, or the GPU's with the CPU's to go on with."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import ConfigError, ErrorKind, GpuError
from app.core.stats import Stats
from app.core.types import FrameProcessor

Open = Callable[[Stats], FrameProcessor]
# A GPU that failed so often within so many seconds is left alone until that time is over.
_MOST_FAILURES, _PERIOD = 3, 3600.0
_LEFT_ALONE = "It failed three times within an hour, so it is left alone; `bisenet-bg doctor` examines it."
# torch cannot reset a device that was lost; where the driver has, a second try may still do.
_START_AGAIN = "To use it again, start bisenet-bg again."
_TRY_AGAIN = "To try it again: `bisenet-bg control retry-gpu`."


class GpuHistory:
    """When the GPU failed in this process; threads may share it.

    Args:
        clock: seconds that pass.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: tuple[float, ...] = ()

    def note_failure(self) -> None:
        """Count one more."""
        with self._lock:
            self._failures = (*self._failures[1 - _MOST_FAILURES :], self._clock())

    @property
    def is_given_up(self) -> bool:
        """Whether it failed so often of late that it is left alone."""
        failures = self._failures
        return len(failures) == _MOST_FAILURES and self._clock() - failures[0] < _PERIOD


@dataclass(frozen=True)
class GpuOpening:
    """Opens processors where the GPU is wanted and the CPU goes on without it.

    Attributes:
        on_gpu: opens the GPU's; raises `GpuError` where it cannot.
        on_cpu: opens the CPU's.
        history: of this process's GPU.
        is_insisted: whether the user asked for the GPU by name.
    """

    on_gpu: Open
    on_cpu: Open
    history: GpuHistory
    is_insisted: bool = False

    def check(self) -> None:
        """Find whether the GPU may be tried.

        Raises:
            ConfigError: it has failed too often of late.
        """
        if self.history.is_given_up:
            raise ConfigError("The GPU is not tried now.", _LEFT_ALONE, ErrorKind.GIVEN_UP)

    def refusal(self) -> GpuError:
        """Return what the user is told where the GPU is left alone."""
        return self._told("The GPU is not used")

    def failed(self, error: GpuError) -> GpuError:
        """Count a failure, and return what the user is told of it.

        It is another error, since one that was raised holds on to all that its traceback leads to.
        """
        self.history.note_failure()
        return self._told(str(error.args[0]).removesuffix("."), is_lost=error.is_lost)

    def _told(self, clause: str, *, is_lost: bool = False) -> GpuError:
        text = f"{clause}, so the CPU goes on."
        if self.is_insisted:
            text = f"WARNING: --device cuda could not be honoured. {clause}, so the CPU does all the work."
        given_up = self.history.is_given_up
        kind = ErrorKind.GIVEN_UP if given_up else ErrorKind.OTHER
        hint = _LEFT_ALONE if given_up else _START_AGAIN if is_lost else _TRY_AGAIN
        return GpuError(text, hint, kind, is_insisted=self.is_insisted, is_lost=is_lost)


OpenProcessor = Open | GpuOpening
