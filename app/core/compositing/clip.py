"""A moving background: a clip that loops at its own rate, in step with the frames."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Protocol

from app.core.compositing.backgrounds import ImageBackground
from app.core.errors import BisenetBgError, ConfigError
from app.core.types import Fit, Rgb, Size
from app.language import _

_LOG = logging.getLogger(__name__)
# Seconds. Files round their times, some to milliseconds, which must not delay a picture by a whole frame.
_ROUNDING = 1e-3


@dataclass(frozen=True)
class Shot:
    """One picture of a clip.

    Attributes:
        begin, end: seconds from the clip's start.
        draw: returns RGB uint8 (H, W, 3), no larger than needed to cover a size. Not called for a picture that is
            skipped, which saves time.
    """

    begin: float
    end: float
    draw: Callable[[Size], Rgb]


class Clip(Protocol):
    """A sequence of pictures; opened, played and closed in one thread."""

    def shots(self) -> Iterator[Shot]:
        """Yield the pictures from the first on; may be called again. Each picture is decoded when it is taken.

        Raises:
            BisenetBgError: the clip, or the rest of it, cannot be played.
        """

    def close(self) -> None:
        """Close the file; may be called twice."""


class MovingBackground:
    """Loops a clip for ever, starting with the first frame that it is shown behind.

    At damage half-way through a file it starts over. When a file can no longer be read, the last picture stays: a
    background must never end a call.

    Args:
        first: RGB uint8 (H, W, 3), shown until the clip gives a picture.
        open_clip: called with the first frame.
        mode: how the clip is fitted.
        patience: seconds for which one call may decode to catch up; beyond that the background falls behind.
    """

    def __init__(self, first: Rgb, open_clip: Callable[[], Clip], mode: Fit = Fit.COVER, patience: float = inf) -> None:
        self._still = ImageBackground(first, mode)
        self._open_clip = open_clip
        self._mode = mode
        self._patience = patience
        self._clip: Clip | None = None
        self._shots: Iterator[Shot] = iter(())
        self._coming: Shot | None = None
        # When the current loop began, and how much of it has been shown.
        self._start = 0.0
        self._length = 0.0
        self._stuck = False

    def picture(self, at: float, size: Size) -> Rgb:
        """Return the picture of the clip at the time `at` of a frame, RGB uint8 of `size`."""
        if not self._stuck:
            try:
                self._advance(at, size)
            except BisenetBgError as error:
                self._stuck = True
                self.close()
                _LOG.warning("%s %s", _("The background stopped moving."), error)
        return self._still.picture(at, size)

    def close(self) -> None:
        """Close the clip; may be called twice."""
        if self._clip is not None:
            self._clip.close()
            self._clip = None

    def _advance(self, now: float, size: Size) -> None:
        """Take all shots that have begun by `now`, and draw the last of them."""
        if self._clip is None:
            self._clip = self._open_clip()
            self._shots, self._coming = self._clip.shots(), None
            self._start, self._length = now, 0.0
        deadline = time.perf_counter() + self._patience
        latest = None
        while (shot := self._next_due(self._clip, now)) is not None:
            latest = shot
            if time.perf_counter() > deadline:
                self._start = now - shot.begin
                break
        if latest is not None:
            self._still = ImageBackground(latest.draw(size), self._mode)

    def _next_due(self, clip: Clip, now: float) -> Shot | None:
        """Return the next shot if it has begun by `now`; the first follows the last."""
        coming = self._coming or self._decode()
        if coming is None:
            # A loop without length would never end.
            if self._length < _ROUNDING or now + _ROUNDING < self._start + self._length:
                return None
            # Skip whole loops that were missed, rounding down safely.
            self._start += max(1, (now - self._start) // self._length) * self._length
            self._shots, self._length = clip.shots(), 0.0
            coming = self._decode()
        if coming is None or now + _ROUNDING < self._start + coming.begin:
            self._coming = coming
            return None
        self._coming = None
        self._length = coming.end
        return coming

    def _decode(self) -> Shot | None:
        """Return the next shot; None at the end of a loop with at least one.

        Raises:
            BisenetBgError: the clip can no longer be read.
        """
        problem: BisenetBgError = ConfigError(
            _("Its file no longer contains a picture."), _("Choose another background.")
        )
        try:
            if (shot := next(self._shots, None)) is not None:
                return shot
        except BisenetBgError as error:
            problem = error
        if self._length == 0:
            raise problem
        return None
