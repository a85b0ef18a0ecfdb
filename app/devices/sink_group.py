"""Several virtual cameras as one sink: browsers see one kind, native programs another."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError, ErrorKind
from app.core.pipeline.output import OpenSink, end_with, unexpected_errors
from app.core.types import Composite, Sink
from app.language import _

_LOST_SECONDS = 1.0
_ABSENT_SECONDS = 5.0
# An attempt that takes long is repeated the more rarely, since the other sinks wait for it.
_LONGEST_SHARE = 0.05
_SLATE_SECONDS = 1.0


@dataclass(frozen=True)
class _Closed:
    """Why a sink is closed, and when to open it again, by the group's clock."""

    error: DeviceError
    retry_at: float


class GroupOpener:
    """Opens several sinks as one.

    Args:
        openers: of the sinks.
        may_be_absent: whether a sink that does not exist is no error while there is another.
        clock: seconds.
    """

    def __init__(
        self, openers: Sequence[OpenSink], may_be_absent: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._openers = tuple(openers)
        self._may_be_absent = may_be_absent
        self._clock = clock
        self._names: dict[OpenSink, str] = {}

    def __call__(self) -> "SinkGroup":
        """Return the open sinks.

        Raises:
            DeviceError: none can be opened, or one that may not be absent fails at its first opening.
        """
        return SinkGroup(self._openers, self._may_be_absent, self._names, self._clock)


class SinkGroup:
    """Sends each composite to every sink that works, and reopens those that failed; a `CompoundSink`.

    Args:
        openers: of the sinks.
        may_be_absent: whether a sink that does not exist is no error while there is another.
        names: of the sinks that were open before; new ones are added.
        clock: seconds.

    Raises:
        DeviceError: none can be opened, or one that may not be absent and was never open.
    """

    def __init__(
        self, openers: Sequence[OpenSink], may_be_absent: bool, names: dict[OpenSink, str], clock: Callable[[], float]
    ) -> None:
        self._may_be_absent = may_be_absent
        self._names = names
        self._clock = clock
        self._slates_since: float | None = None
        self._closed: dict[OpenSink, _Closed] = {}
        self._open: dict[OpenSink, Sink] = {}
        self._loss: DeviceError | None = None
        for opener in openers:
            self._reopen(opener)
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
        errors = []
        for opener, sink in list(self._open.items()):
            try:
                with unexpected_errors():
                    sink.write(composite)
            except DeviceError as error:
                errors.append(error)
                del self._open[opener]
                self._closed[opener] = _Closed(error, self._clock() + _LOST_SECONDS)
                self._describe_loss()
                with suppress(Exception):
                    # Its viewers must not keep the last composite.
                    end_with(make_slate(composite.size, _("Camera is off")), sink)
        if not self._open:
            raise errors[0] if errors else DeviceError(_("The virtual camera is closed."), _("Start it again."))
        if self._may_wait_after(composite):
            self._reopen_due()

    def close(self) -> None:
        """Close every sink, even if one fails."""
        while self._open:
            sink = self._open.popitem()[1]
            with suppress(Exception):
                sink.close()
        self._closed.clear()

    def _may_wait_after(self, composite: Composite) -> bool:
        """Say whether the next composite may be late: a new slate may be the last, and more of them must follow."""
        if not composite.is_slate:
            self._slates_since = None
            return True
        if self._slates_since is None:
            self._slates_since = self._clock()
        return self._clock() - self._slates_since >= _SLATE_SECONDS

    def _reopen_due(self) -> None:
        for opener, closed in list(self._closed.items()):
            if self._clock() >= closed.retry_at:
                self._reopen(opener)

    def _reopen(self, opener: OpenSink) -> None:
        begin = self._clock()
        try:
            with unexpected_errors():
                sink = opener()
        except DeviceError as error:
            now = self._clock()
            pause = _LOST_SECONDS if opener in self._names else _ABSENT_SECONDS
            self._closed[opener] = _Closed(error, now + max(pause, (now - begin) / _LONGEST_SHARE))
        else:
            self._open[opener] = sink
            self._names[opener] = str(sink)
            self._closed.pop(opener, None)
        self._describe_loss()

    def _describe_loss(self) -> None:
        """Set the loss; the object stays the same while its words do, or a message would return once it was closed."""
        missing = {opener: closed.error for opener, closed in self._closed.items() if self._is_reported(opener, closed)}
        lost = ", ".join(self._names[opener] for opener in missing if opener in self._names)
        loss = _loss_of(lost, str(self), tuple(missing.values())) if missing else None
        if loss is None or self._loss is None or loss.args != self._loss.args:
            self._loss = loss

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
