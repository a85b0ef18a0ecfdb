"""Several virtual cameras as one sink: browsers see one kind, native programs another."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError
from app.core.pipeline.output import OpenSink, end_with
from app.core.types import Composite, Sink
from app.language import _

_RETRY_SECONDS = 1.0


class SinkGroup:
    """Sends each composite to every sink that works, and reopens those that failed.

    Args:
        openers: of the sinks.
        clock: seconds.

    Raises:
        DeviceError: none of them can be opened; the first one's error.
    """

    def __init__(self, openers: Sequence[OpenSink], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed: dict[OpenSink, float] = {}
        self._open: dict[OpenSink, Sink] = {}
        errors = [error for opener in openers if (error := self._reopen(opener)) is not None]
        if not self._open:
            raise errors[0]

    def __str__(self) -> str:
        return ", ".join(map(str, self._open.values()))

    def viewers(self) -> tuple[str, ...] | None:
        """Return the names of all viewers; None if those of one sink are unknown."""
        found = [sink.viewers() for sink in tuple(self._open.values())]
        known = [names for names in found if names is not None]
        return tuple(sorted({name for names in known for name in names})) if len(known) == len(found) else None

    def write(self, composite: Composite) -> None:
        """Send one composite to every sink.

        Raises:
            DeviceError: no sink takes it.
        """
        errors = []
        for opener, sink in list(self._open.items()):
            try:
                sink.write(composite)
            except DeviceError as error:
                errors.append(error)
                self._closed[opener] = self._clock()
                del self._open[opener]
                with suppress(DeviceError):
                    # Its viewers must not keep the last composite.
                    end_with(make_slate(composite.size, _("Camera is off")), sink)
        if not self._open:
            raise errors[0]
        # A slate may be the last composite, and must not wait for what another sink needs to open.
        if not composite.is_slate:
            self._reopen_due()

    def close(self) -> None:
        """Close every sink, even if one fails."""
        while self._open:
            _, sink = self._open.popitem()
            with suppress(DeviceError):
                sink.close()
        self._closed.clear()

    def _reopen_due(self) -> None:
        for opener, failed_at in list(self._closed.items()):
            if self._clock() - failed_at >= _RETRY_SECONDS:
                self._reopen(opener)

    def _reopen(self, opener: OpenSink) -> DeviceError | None:
        try:
            self._open[opener] = opener()
            self._closed.pop(opener, None)
        except DeviceError as error:
            self._closed[opener] = self._clock()
            return error
        return None
