"""Reading animated pictures that Pillow reads and FFmpeg does not, such as WebP."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.compositing.clip import Shot
from app.core.types import Rgb, Size
from app.devices.media.coded_colours import hdr_colours
from app.devices.media.pictures import open_image, open_picture_file, picture_errors, rgb_of_image
from bisenet.media.closable import Closable

if TYPE_CHECKING:
    import PIL.Image
    from av.audio.stream import AudioStream

    from app.devices.media.other_tracks import Chapter

# Pictures may have any durations; an average of them says nothing.
ANIMATION_RATE = Fraction(25)
# Browsers show a picture that says less for this long, in seconds.
_SHORTEST, _USUAL = 0.011, 0.1
# Animated pictures are always drawn in full size.
_ANY_SIZE = Size(1, 1)


class AnimatedPictureReader(Closable):
    """An animated picture, read as `VideoReader` reads a video.

    Args:
        path: of the file.
        name: of the picture in messages; None for its path.

    Attributes:
        rate: pictures per second; a usual one.
        shown_until: when the last picture read so far ends, seconds.
        time_base: seconds of one unit of the time stamps of `items`.
        is_steady: pictures may have any durations.
        count: number of pictures.
        sounds, audio: it has no sound.
        metadata, chapters, left_out: it has no tags, chapters or tracks.
        breaks_off: it is read as a whole or not at all.

    Raises:
        ConfigError: it cannot be read.
    """

    rate = ANIMATION_RATE
    time_base = Fraction(1, 1000)
    is_steady = False
    sounds: "tuple[AudioStream, ...]" = ()
    audio: "AudioStream | None" = None
    metadata: Mapping[str, str] = {}
    chapters: "Sequence[Chapter]" = ()
    left_out = ""
    breaks_off = False

    def __init__(self, path: Path, name: str | None = None) -> None:
        self._name = name or str(path)
        self.shown_until = 0.0
        self._file = open_picture_file(path)
        try:
            with picture_errors(self._name):
                image = open_image(self._name, self._file)
                self._colours = hdr_colours(self._file)
                self.count: int = getattr(image, "n_frames", 1)
        except BaseException:
            self._file.close()
            raise

    def items(self, start: float = 0.0, end: float | None = None) -> Iterator[tuple[Rgb, int]]:
        """Yield pictures, RGB uint8 (H, W, 3), with their time stamps.

        Args:
            start: seconds; the picture shown then gets this time, earlier ones are not drawn and not yielded.
            end: seconds; later ones are neither. None for the end of the file.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        for shot in self.shots():
            if end is not None and shot.begin >= end:
                return
            stamp = round(max(start, shot.begin) / self.seconds(1))
            if stamp < round(shot.end / self.seconds(1)):
                yield shot.draw(_ANY_SIZE), stamp

    def shots(self) -> Iterator[Shot]:
        """Yield the pictures from the first on, with the file's own times.

        Raises:
            ConfigError: the file is gone or damaged.
        """
        from PIL import ImageOps

        self._file.seek(0)
        begin = 0.0
        with picture_errors(self._name):
            image = open_image(self._name, self._file)
        for index in range(self.count):
            with picture_errors(self._name):
                image.seek(index)
                image.load()
                upright = ImageOps.exif_transpose(image)
                end = begin + _duration(image)
            self.shown_until = end
            yield Shot(begin, end, partial(self._draw, upright))
            begin = end

    def seconds(self, stamp: int) -> float:
        """Return a time stamp of `items` in seconds."""
        return float(stamp * self.time_base)

    def rewind(self) -> None:
        """Do nothing, since `shots` and `items` begin with the first picture."""

    def _draw(self, image: "PIL.Image.Image", size: Size) -> Rgb:
        with picture_errors(self._name):
            return rgb_of_image(image, self._colours)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _duration(image: "PIL.Image.Image") -> float:
    """Return how long the current picture of an image is shown, in seconds."""
    seconds: Any = image.info.get("duration", 0) / 1000
    return float(seconds) if seconds >= _SHORTEST else _USUAL
