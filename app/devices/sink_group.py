"""Several virtual cameras as one sink: browsers see one kind, native programs another."""

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError, ErrorKind, without_frames
from app.core.pipeline.output import OpenSink, end_with, unexpected_errors
from app.core.types import Composite, Sink
from app.language import _

_LOST_SECONDS = 1.0
_ABSENT_SECONDS = 5.0


# Runs a function.
Start = Callable[[Callable[[], None]], None]


@dataclass(frozen=True)
class _Closed:
    """Why a sink is closed, and when to open it again, by the group's clock."""

    error: DeviceError
    retry_at: float


class _Opening:
    """An opening in a thread of its own, for which no other sink waits.

    The sink is used and closed by the thread that takes it: neither PipeWire nor pyvirtualcam requires that a camera is
    closed by the thread that opened it. A sink that nobody takes any more is closed by the thread that opened it.

    Args:
        opener: of the sink.
        start: runs a function, in a thread of its own.
    """

    def __init__(self, opener: OpenSink, start: Start) -> None:
        self._opener = opener
        self._lock = threading.Lock()
        self._outcome: Sink | DeviceError | None = None
        self._is_cancelled = False
        start(self._run)

    def take(self) -> Sink | DeviceError | None:
        """Return the open sink or the error; None while the opening is under way."""
        with self._lock:
            outcome, self._outcome = self._outcome, None
            return outcome

    def cancel(self) -> None:
        """Close the sink, or have it closed once it is open; returns at once."""
        with self._lock:
            self._is_cancelled = True
            outcome, self._outcome = self._outcome, None
        _close(outcome)

    def _run(self) -> None:
        outcome = _opened(self._opener)
        with self._lock:
            if not self._is_cancelled:
                self._outcome = outcome
                return
        _close(outcome)


def _in_thread(run: Callable[[], None]) -> None:
    # The program does not wait at its end for a device that hangs.
    threading.Thread(target=run, name="open-sink", daemon=True).start()


def _opened(opener: OpenSink) -> Sink | DeviceError:
    try:
        with unexpected_errors():
            return opener()
    except DeviceError as error:
        return without_frames(error)


def _close(outcome: Sink | DeviceError | None) -> None:
    if outcome is not None and not isinstance(outcome, DeviceError):
        with suppress(Exception):
            outcome.close()


class GroupOpener:
    """Opens several sinks as one.

    Args:
        openers: of the sinks.
        may_be_absent: whether a sink that does not exist is no error while there is another.
        clock: seconds.
        start: runs each reopening, in a thread of its own.
    """

    def __init__(
        self,
        openers: Sequence[OpenSink],
        may_be_absent: bool,
        clock: Callable[[], float] = time.monotonic,
        start: Start = _in_thread,
    ) -> None:
        self._openers = tuple(openers)
        self._may_be_absent = may_be_absent
        self._clock = clock
        self._start = start
        self._names: dict[OpenSink, str] = {}

    def __call__(self) -> "SinkGroup":
        """Return the open sinks.

        Raises:
            DeviceError: none can be opened, or one that may not be absent fails at its first opening.
        """
        return SinkGroup(self._openers, self._may_be_absent, self._names, self._clock, self._start)


class SinkGroup:
    """Sends each composite to every sink that works, and reopens those that failed; a `CompoundSink`.

    Args:
        openers: of the sinks.
        may_be_absent: whether a sink that does not exist is no error while there is another.
        names: of the sinks that were open before; new ones are added.
        clock: seconds.
        start: runs each reopening, in a thread of its own.

    Raises:
        DeviceError: none can be opened, or one that may not be absent and was never open.
    """

    def __init__(
        self,
        openers: Sequence[OpenSink],
        may_be_absent: bool,
        names: dict[OpenSink, str],
        clock: Callable[[], float],
        start: Start,
    ) -> None:
        self._may_be_absent = may_be_absent
        self._names = names
        self._clock = clock
        self._start = start
        self._is_ending = False
        self._openings: dict[OpenSink, _Opening] = {}
        self._closed: dict[OpenSink, _Closed] = {}
        self._open: dict[OpenSink, Sink] = {}
        self._loss: DeviceError | None = None
        self._loss_key: Hashable = None
        for opener in openers:
            self._settle(opener, _opened(opener))
            if opener in self._closed and not may_be_absent and opener not in names:
                error = self._closed[opener].error
                self.close()
                raise error
        if not self._open:
            raise next(iter(self._closed.values())).error

    def __str__(self) -> str:
        return ", ".join(map(str, self._open.values()))

    def viewers(self) -> tuple[str, ...] | None:
        """Return the names of all viewers; None if those of one sink are unknown."""
        found = [sink.viewers() for sink in tuple(self._open.values())]
        known = [names for names in found if names is not None]
        return tuple(sorted({name for names in known for name in names})) if len(known) == len(found) else None

    def lost(self) -> DeviceError | None:
        """Return which sinks are lost and which go on; None if only sinks that do not exist are missing."""
        return self._loss

    def write(self, composite: Composite) -> None:
        """Send one composite to every sink.

        Raises:
            DeviceError: no sink takes it.
        """
        errors, failed = [], []
        for opener, sink in list(self._open.items()):
            try:
                with unexpected_errors():
                    sink.write(composite)
            except DeviceError as error:
                errors.append(without_frames(error))
                del self._open[opener]
                self._closed[opener] = _Closed(error, self._clock() + _LOST_SECONDS)
                self._describe_loss()
                failed.append(sink)
        # After the others have their composite, which may be the slate that hides the user.
        for sink in failed:
            with suppress(Exception):
                # Its viewers must not keep the last composite.
                end_with(make_slate(composite.size, _("Camera is off")), sink)
        if not self._open:
            raise errors[0] if errors else DeviceError(_("The virtual camera is closed."), _("Start it again."))
        if not self._is_ending:
            self._reopen_due()

    def stop_reopening(self) -> None:
        """Open no more sinks, since only the last slates follow; does not wait for an opening that is under way."""
        self._is_ending = True
        while self._openings:
            self._openings.popitem()[1].cancel()

    def close(self) -> None:
        """Close every sink, even if one fails."""
        self.stop_reopening()
        while self._open:
            sink = self._open.popitem()[1]
            with suppress(Exception):
                sink.close()
        self._closed.clear()

    def _reopen_due(self) -> None:
        for opener, closed in list(self._closed.items()):
            if opener not in self._openings and self._clock() >= closed.retry_at:
                self._openings[opener] = _Opening(opener, self._start)
        for opener, opening in list(self._openings.items()):
            if (outcome := opening.take()) is not None:
                del self._openings[opener]
                self._settle(opener, outcome)

    def _settle(self, opener: OpenSink, outcome: Sink | DeviceError) -> None:
        if isinstance(outcome, DeviceError):
            pause = _LOST_SECONDS if opener in self._names else _ABSENT_SECONDS
            self._closed[opener] = _Closed(outcome, self._clock() + pause)
        else:
            self._open[opener] = outcome
            self._names[opener] = str(outcome)
            self._closed.pop(opener, None)
        self._describe_loss()

    def _describe_loss(self) -> None:
        """Set the loss; it stays the same object, whose message the user may have closed, while only words change."""
        missing = {opener: closed.error for opener, closed in self._closed.items() if self._is_reported(opener, closed)}
        kinds = frozenset((opener, opener in self._names, type(e), e.kind) for opener, e in missing.items())
        key = frozenset(self._open), kinds
        if key == self._loss_key:
            return
        self._loss_key = key
        lost = ", ".join(self._names[opener] for opener in missing if opener in self._names)
        self._loss = _loss_of(lost, str(self), tuple(missing.values())) if missing else None

    def _is_reported(self, opener: OpenSink, closed: _Closed) -> bool:
        return opener in self._names or not self._may_be_absent or closed.error.kind is not ErrorKind.MISSING


def _loss_of(lost: str, working: str, errors: tuple[DeviceError, ...]) -> DeviceError:
    """Return the error for sinks that are closed while others work.

    Args:
        lost: names of those that were open before; may be empty.
        working: names of those that work.
        errors: why the others do not.
    """
    reasons = " ".join(str(error.args[0]) for error in errors)
    if lost:
        message = _("Lost virtual camera: {lost}. Still on: {working}. {reasons}").format(
            lost=lost, working=working, reasons=reasons
        )
    else:
        message = _("The only virtual camera that is on: {working}. {reasons}").format(working=working, reasons=reasons)
    return DeviceError(message, lambda: tuple(step for error in errors for step in error.steps))
