"""A slideshow as a background."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from app.core.compositing.backgrounds import ImageBackground
from app.core.errors import BisenetBgError, ConfigError
from app.core.types import Fit, Rgb, Size
from app.language import _

FADE_SECONDS = 1.0


class Slideshow:
    """Shows pictures one after another with a fade, starting with the first frame that it is shown behind.

    One picture is in memory, two during a fade. A file that cannot be read is skipped.

    Args:
        paths: of the pictures, in order.
        read: reads a picture, RGB uint8 (H, W, 3); raises `BisenetBgError`.
        seconds: for which each is shown.
        mode: how they are fitted.

    Raises:
        ConfigError: no picture can be read.
    """

    def __init__(
        self, paths: Sequence[Path], read: Callable[[Path], Rgb], seconds: float, mode: Fit = Fit.COVER
    ) -> None:
        self._paths = paths
        self._read = read
        self._seconds = seconds
        self._mode = mode
        self._fade = min(FADE_SECONDS, seconds / 2)
        # Index of the current picture, and when it was first shown.
        self._place = 0
        self._failures = 0
        self._since: float | None = None
        self._leaving: ImageBackground | None = None
        while (current := self._load(self._place)) is None:
            self._place += 1
            if self._place == len(paths):
                raise ConfigError(_("None of the slideshow's pictures can be read."), _("Choose another folder."))
        self._current = current

    def picture(self, at: float, size: Size) -> Rgb:
        """Return the picture for the time `at` of a frame, RGB uint8 of `size`; reads at most one file."""
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
        """Advance when the current picture's time is over; return when the current one was first shown."""
        if self._since is None:
            self._since = now
        turns = int((now - self._since) // self._seconds)
        if turns > 0:
            place = self._place + turns
            if (following := self._load(place)) is None:
                # The next frame tries the next file, so that no frame waits for more than one. If all others fail, the
                # current picture is shown again.
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
