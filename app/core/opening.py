"""Opening processors: a single one, or the GPU's with a CPU fallback, and the history of GPU failures."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import ConfigError, ErrorKind, GpuError
from app.core.stats import Stats
from app.core.types import FrameProcessor
from app.language import N_, _

Open = Callable[[Stats], FrameProcessor]
# A GPU that fails this often within this many seconds is not used until they are over.
_MOST_FAILURES, _PERIOD = 3, 3600.0
_LEFT_ALONE = N_("It failed three times within an hour, so it is not used; `bisenet-bg doctor` examines it.")
# torch cannot reset a lost device; if the driver has reset it, another attempt may succeed.
_START_AGAIN = N_("To use it again, start bisenet-bg again.")
_TRY_AGAIN = N_("To try it again: `bisenet-bg control retry-gpu`.")


class GpuHistory:
    """The GPU failures of this process; thread-safe.

    Args:
        clock: elapsed seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: tuple[float, ...] = ()

    def note_failure(self) -> None:
        """Record a failure."""
        with self._lock:
            self._failures = (*self._failures[1 - _MOST_FAILURES :], self._clock())

    @property
    def is_given_up(self) -> bool:
        """Whether it failed so often recently that it is not used."""
        failures = self._failures
        return len(failures) == _MOST_FAILURES and self._clock() - failures[0] < _PERIOD


@dataclass(frozen=True)
class GpuOpening:
    """Opens the GPU's processor and its CPU fallback.

    Attributes:
        on_gpu: opens the GPU's processor; raises `GpuError` if it cannot.
        on_cpu: opens the CPU's processor.
        history: of this process's GPU.
        is_explicit: whether the user requested the GPU explicitly.
    """

    on_gpu: Open
    on_cpu: Open
    history: GpuHistory
    is_explicit: bool = False

    def check(self) -> None:
        """Check whether the GPU may be tried.

        Raises:
            ConfigError: it has failed too often recently.
        """
        if self.history.is_given_up:
            raise ConfigError(_("The GPU cannot be tried now."), _(_LEFT_ALONE), ErrorKind.GIVEN_UP)

    def refusal(self) -> GpuError:
        """Return the error for a GPU that is not tried."""
        return self._error(_("The GPU is not used."))

    def failed(self, error: GpuError) -> GpuError:
        """Record a failure, and return an error for the user.

        This is a new error, since the traceback of the old one keeps the GPU's memory alive.
        """
        self.history.note_failure()
        return self._error(str(error.args[0]), is_lost=error.is_lost)

    def _error(self, problem: str, *, is_lost: bool = False) -> GpuError:
        text = _("{problem} The CPU takes over.").format(problem=problem)
        if self.is_explicit:
            text = _("WARNING: --device cuda could not be honoured. {problem} The CPU does all the work.").format(
                problem=problem
            )
        given_up = self.history.is_given_up
        kind = ErrorKind.GIVEN_UP if given_up else ErrorKind.OTHER
        hint = _LEFT_ALONE if given_up else _START_AGAIN if is_lost else _TRY_AGAIN
        return GpuError(text, _(hint), kind, is_explicit=self.is_explicit, is_lost=is_lost)


OpenProcessor = Open | GpuOpening
