"""Still backgrounds (a picture or a colour), and fitting a picture into another size."""

import cv2
import numpy as np

from app.core.errors import StageError
from app.core.types import Fit, Rgb, Scenery, Size
from app.language import _

# The bars beside a contained picture: reduction for blurring, blur radius, brightness.
_BARS_SCALE = 16
_BARS_SOFTNESS = 0.08
_BARS_BRIGHTNESS = 0.55


def fit(rgb: Rgb, size: Size, mode: Fit) -> Rgb:
    """Fit a picture, RGB uint8 of any size, into `size`.

    `COVER` fills it and crops the rest. `CONTAIN` shows the whole picture between bars with a soft, dark copy of it.
    `STRETCH` ignores the aspect ratio. `TILE` repeats the picture from the centre at its own size, or at the largest
    that fits if it is larger than `size`.
    """
    return _MODES[mode](rgb, size)


def cover(rgb: Rgb, size: Size) -> Rgb:
    """Crop and scale a picture, RGB uint8 of any size, so that it fills `size` without distortion."""
    height, width = rgb.shape[:2]
    scale = max(size.width / width, size.height / height)
    # Cropped first: scaling a narrow, high picture as a whole would take a lot of memory.
    kept_width = min(width, max(1, round(size.width / scale)))
    kept_height = min(height, max(1, round(size.height / scale)))
    left, top = (width - kept_width) // 2, (height - kept_height) // 2
    return stretch(rgb[top : top + kept_height, left : left + kept_width], size)


def contain(rgb: Rgb, size: Size) -> Rgb:
    """Scale a picture, RGB uint8 of any size, to fit into `size`, over a soft, dark copy that covers it."""
    inner = _inside(rgb, size)
    if inner == size:
        return stretch(rgb, size)
    fitted = surround(rgb, size)
    left, top = (size.width - inner.width) // 2, (size.height - inner.height) // 2
    fitted[top : top + inner.height, left : left + inner.width] = stretch(rgb, inner)
    return fitted


def surround(rgb: Rgb, size: Size) -> Rgb:
    """Return a soft, dark copy of a picture, RGB uint8 of any size, that covers `size`."""
    small = cover(rgb, Size(max(1, size.width // _BARS_SCALE), max(1, size.height // _BARS_SCALE)))
    soft = cv2.GaussianBlur(small, (0, 0), max(0.5, _BARS_SOFTNESS * small.shape[0]))
    return stretch(np.asarray(soft * _BARS_BRIGHTNESS, np.uint8), size)


def stretch(rgb: Rgb, size: Size) -> Rgb:
    """Scale a picture, RGB uint8 of any size, to `size`, ignoring its aspect ratio."""
    height, width = rgb.shape[:2]
    shrinks = size.width * size.height < width * height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (size.width, size.height), interpolation=method), np.uint8)


def tile(rgb: Rgb, size: Size) -> Rgb:
    """Repeat a picture, RGB uint8 of any size, over `size`; a larger one is scaled down first."""
    height, width = rgb.shape[:2]
    if width > size.width or height > size.height:
        rgb = stretch(rgb, _inside(rgb, size))
        height, width = rgb.shape[:2]
    rows = (np.arange(size.height) - (size.height - height) // 2) % height
    columns = (np.arange(size.width) - (size.width - width) // 2) % width
    return np.asarray(rgb[rows[:, None], columns], np.uint8)


_MODES = {Fit.COVER: cover, Fit.CONTAIN: contain, Fit.STRETCH: stretch, Fit.TILE: tile}


def _inside(rgb: Rgb, size: Size) -> Size:
    """Return the largest size with the picture's aspect ratio within `size`."""
    height, width = rgb.shape[:2]
    scale = min(size.width / width, size.height / height)
    return Size(max(1, round(width * scale)), max(1, round(height * scale)))


def picture_of(scenery: Scenery, at: float, size: Size) -> Rgb:
    """Return the picture at a frame's time `at`, RGB uint8 of `size`.

    Raises:
        StageError: the scenery returns no picture, or one of another size.
    """
    rgb = scenery.picture(at, size)
    if rgb.shape != (size.height, size.width, 3) or rgb.dtype != np.uint8:
        raise StageError(
            _("The background gave {dtype} {shape} for {size}.").format(dtype=rgb.dtype, shape=rgb.shape, size=size),
            _("Choose another background."),
        )
    return rgb


class ImageBackground:
    """A still picture of any size."""

    def __init__(self, rgb: Rgb, mode: Fit = Fit.COVER) -> None:
        self._original = rgb
        self._mode = mode
        self._fitted: Rgb | None = None

    def picture(self, at: float, size: Size) -> Rgb:
        """Return the picture at `size`; it is scaled once."""
        if self._fitted is None or self._fitted.shape[:2] != (size.height, size.width):
            self._fitted = fit(self._original, size, self._mode)
        return self._fitted

    def close(self) -> None:
        """Nothing is held."""


class ColourBackground(ImageBackground):
    """A plain colour, such as for a green screen."""

    def __init__(self, red: int, green: int, blue: int) -> None:
        super().__init__(np.array([[[red, green, blue]]], np.uint8))
