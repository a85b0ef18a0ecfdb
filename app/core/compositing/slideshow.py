"""A background of several pictures, one after another."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from app.core.compositing.backgrounds import ImageBackground
from app.core.errors import BisenetBgError, ConfigError
from app.core.types import Fit, Rgb, Size

FADE_SECONDS = 1.0


class Slideshow:
    """Pictures in turn, each faded into the next; its time starts with the first frame that it is shown behind.

    One picture is held at a time, two while they fade. A file that cannot be read is passed over.

    Args:
        paths: of the pictures, in their order.
        read: returns one, RGB uint8 (H, W, 3); raises `BisenetBgError`.
        seconds: how long each is shown.
        mode: how they are fitted.

    Raises:
        ConfigError: none of them can be read.
    """

    def __init__(
        self, paths: Sequence[Path], read: Callable[[Path], Rgb], seconds: float, mode: Fit = Fit.COVER
    ) -> None:
        self._paths = paths
        self._read = read
        self._seconds = seconds
        self._mode = mode
        self._fade = min(FADE_SECONDS, seconds / 2)
        # Of the current picture: its place, and when its turn began.
        self._place = 0
        self._failures = 0
        self._since: float | None = None
        self._leaving: ImageBackground | None = None
        while (current := self._load(self._place)) is None:
            self._place += 1
            if self._place == len(paths):
                raise ConfigError("None of the slideshow's pictures can be read.", "Choose another folder.")
        self._current = current

    def picture(self, at: float, size: Size) -> Rgb:
        """Return the picture whose turn it is at the time `at` of a frame, at most one freshly read."""
        since = self._turn(at)
        shown = self._current.picture(at, size)
        weight = (at - since) / self._fade
        if self._leaving is None or weight >= 1:
            self._leaving = None
            return shown
        return np.asarray(cv2.addWeighted(shown, weight, self._leaving.picture(at, size), 1 - weight, 0), np.uint8)

    def close(self) -> None:
        """Nothing is held."""

    def _turn(self, now: float) -> float:
        """Change the picture when its time is over; return when the current one's turn began."""
        if self._since is None:
            self._since = now
        turns = int((now - self._since) // self._seconds)
        if turns > 0:
            place = self._place + turns
            if (following := self._load(place)) is None:
                # The next frame tries the picture after it: no frame waits for more than one. After a whole round of
                # failures the picture that is shown has another turn.
                self._place += 1
                self._failures += 1
                if self._failures % len(self._paths) == 0:
                    self._since += turns * self._seconds
            else:
                self._failures = 0
                self._leaving, self._current = self._current, following
                self._place, self._since = place, self._since + turns * self._seconds
        return self._since

    def _load(self, place: int) -> ImageBackground | None:
        try:
            return ImageBackground(self._read(self._paths[place % len(self._paths)]), self._mode)
        except BisenetBgError:
            return None
