"""A video or an animated picture in place of a camera."""

import time
from collections.abc import Callable, Generator
from pathlib import Path

from app.core.errors import ConfigError, DeviceError
from app.core.types import Rgb
from app.devices.media.film import FULL_SIZE, open_film
from app.language import _

# Seconds after which a frame that stays on for longer than twice as much is returned again, as a camera would.
_REPEAT = 1 / 30


class FilmSource:
    """A video or an animated picture as a source: it loops, and each frame comes at its own time.

    A frame that stays on for long is repeated, so that no read blocks for more than a fifteenth of a second. Satisfies
    `FilmLike`.

    Args:
        path: of the file.
        fps: frames per second; None for the file's own times.
        clock: seconds.
        sleep: waits for so many seconds.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(
        self,
        path: Path,
        fps: float | None = None,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.has_own_rate = fps is None
        self._film = open_film(path)
        self._name = path.name
        self._period = None if fps is None else 1 / fps
        self._pictures = self._endless()
        self._clock, self._sleep = clock, sleep
        # When the first frame was due; later frames count from it.
        self._began: float | None = None
        # The next frame, with the times at which it begins and ends, and the current one.
        self._next: tuple[Rgb, float, float] | None = None
        self._current: Rgb | None = None

    def __str__(self) -> str:
        return self._name

    def read(self) -> Rgb:
        """Return the next frame once its time has come, or until then the current one again; RGB uint8 (H, W, 3).

        Raises:
            DeviceError: the file can no longer be read.
        """
        try:
            self._next = rgb, begin, end = self._next or next(self._pictures)
        except (ConfigError, StopIteration) as error:
            raise DeviceError(_("The video cannot be played any further."), _("Choose another file.")) from error
        now = self._clock()
        if self._began is None or now > self._began + end:
            # After a stall the film goes on from here, instead of catching up with a burst of frames.
            self._began = now - begin
        wait = max(0.0, self._began + begin - now)
        if self._current is not None and wait > 2 * _REPEAT + 1e-6:
            self._sleep(_REPEAT)
            return self._current
        self._sleep(wait)
        self._current, self._next = rgb, None
        return rgb

    def _endless(self) -> Generator[tuple[Rgb, float, float], None, None]:
        """Yield frames with the seconds, from the first frame of all, at which they begin and end."""
        start = 0.0
        has_played = True
        while has_played:
            has_played = False
            end = start
            for shot in self._film.shots():
                has_played = True
                begin = start + shot.begin if self._period is None else end
                end = start + shot.end if self._period is None else end + self._period
                yield shot.draw(FULL_SIZE), begin, end
            start = end
            self._film.rewind()

    def close(self) -> None:
        """Close the file."""
        # Breaks a reference cycle, which would keep the decoder's threads and frames until the next garbage collection.
        self._pictures.close()
        self._film.close()
