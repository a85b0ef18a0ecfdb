"""What reaches the sinks, and what of it must not have."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from app.core.types import Composite
from tests.leaks.studio import Seen, look_at

LAST_SLATES = 3


@dataclass
class Blackout:
    """Writes for which a slate is due, nothing else: from `first` on, before `end`."""

    reason: str
    first: int
    end: float = inf


@dataclass
class Opening:
    """Writes that may show the room, by somebody's wish: from `first` on, before `end`."""

    first: int
    end: float = inf


@dataclass(frozen=True)
class Limit:
    """From the write `first` on no frame before `oldest` may be shown, and none of the camera `not_of`."""

    first: int
    oldest: int
    not_of: int | None

    def forbids(self, seen: Seen) -> bool:
        """Say whether the person in a picture must not be there."""
        return seen.number < self.oldest or seen.camera == self.not_of


class Judge:
    """Looks at every pixel that reaches a sink, and holds it against what the test knows to be allowed.

    What forbids is stated after the call that makes it true, what allows before. The output has one composite in its
    hands while it writes, so what is forbidden may still come once.

    Attributes:
        arrived: set by every picture that reaches a sink.
    """

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self._lock = threading.Lock()
        self._blackouts: list[Blackout] = []
        self._limits: list[Limit] = []
        self._openings: list[Opening] = []
        self._seen: list[Seen] = []
        self._after_the_end = 0

    @property
    def frames(self) -> int:
        """How many pictures reached a sink."""
        return len(self._seen)

    @property
    def newest(self) -> Seen:
        """The last picture."""
        return self._seen[-1] if self._seen else Seen(0, 0)

    @property
    def leaked(self) -> int:
        """Pixels that nobody should have seen: the room's but for a wish, all where a slate or another was due."""
        with self._lock:
            return self._after_the_end + sum(self._leaked_in(n, seen) for n, seen in enumerate(self._seen))

    def block(self, reason: str) -> None:
        """From now on only slates are due."""
        with self._lock:
            self._blackouts.append(Blackout(reason, self._next()))

    def unblock(self, reason: str) -> None:
        """What is about to be called may end the slates."""
        with self._lock:
            for blackout in self._blackouts:
                if blackout.reason == reason:
                    blackout.end = min(blackout.end, len(self._seen))

    def only_since(self, oldest: int, not_of: int | None = None) -> None:
        """From now on frames before `oldest`, and those of the camera `not_of`, are due no more."""
        with self._lock:
            self._limits.append(Limit(self._next(), oldest, not_of))

    def open_room(self) -> None:
        """What is about to be called may show the room."""
        with self._lock:
            self._openings.append(Opening(len(self._seen)))

    def close_room(self) -> None:
        """From now on the room is due no more."""
        with self._lock:
            self._openings[-1].end = self._next()

    def see(self, composite: Composite) -> Seen:
        """Take in what a sink was given."""
        seen = look_at(composite.rgb.copy())
        with self._lock:
            self._seen.append(seen)
        self.arrived.set()
        return seen

    def ended(self, last: list[Seen]) -> None:
        """Take in the last pictures that one sink was given: a device goes on showing them."""
        with self._lock:
            self._after_the_end += sum(seen.room + seen.person for seen in last)

    def _next(self) -> int:
        # One is being written: it was fetched before the call.
        return len(self._seen) + 1

    def _leaked_in(self, number: int, seen: Seen) -> int:
        if self._is_forbidden(number, seen):
            return seen.room + seen.person
        is_open = any(opening.first <= number < opening.end for opening in self._openings)
        return 0 if is_open else seen.room

    def _is_forbidden(self, number: int, seen: Seen) -> bool:
        if any(blackout.first <= number < blackout.end for blackout in self._blackouts):
            return True
        return any(limit.forbids(seen) for limit in self._limits if limit.first <= number)


class WatchedSink:
    """A sink that shows the judge all it is given.

    Args:
        judge: sees it.
        trouble: called for each picture that was taken over; may raise or wait.
    """

    def __init__(self, judge: Judge, trouble: Callable[[], None] = lambda: None) -> None:
        self._judge = judge
        self._trouble = trouble
        self._written: list[Seen] = []

    def __str__(self) -> str:
        return "watched sink"

    def write(self, composite: Composite) -> None:
        """Show it to the judge."""
        self._written.append(self._judge.see(composite))
        self._trouble()

    def viewers(self) -> None:
        """Tell nothing: somebody may watch."""

    def close(self) -> None:
        """Leave the last pictures standing."""
        self._judge.ended(self._written[-LAST_SLATES:])
        self._written = []


class WatchedFilm(WatchedSink):
    """A film that shows the judge all it is given; its last picture is one of many, and goes on being shown nowhere."""

    def close(self) -> None:
        """Leave nothing standing."""
