"""What replaces the room: a picture or a colour."""

import cv2
import numpy as np

from app.core.types import Matte, Rgb, Size


def cover(rgb: Rgb, size: Size) -> Rgb:
    """Scale and crop a picture, RGB uint8 of any size, so that it fills `size` without distortion."""
    height, width = rgb.shape[:2]
    scale = max(size.width / width, size.height / height)
    scaled_width, scaled_height = (
        max(size.width, round(width * scale)),
        max(size.height, round(height * scale)),
    )
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(rgb, (scaled_width, scaled_height), interpolation=method)
    left, top = (scaled_width - size.width) // 2, (scaled_height - size.height) // 2
    return np.ascontiguousarray(scaled[top : top + size.height, left : left + size.width], np.uint8)


class ImageBackground:
    """A still picture that covers the output."""

    def __init__(self, rgb: Rgb) -> None:
        self._original = rgb
        self._fitted: Rgb | None = None

    def picture(self, matte: Matte, size: Size) -> Rgb:
        """Return the picture at `size`, scaled once."""
        if self._fitted is None or self._fitted.shape[:2] != (size.height, size.width):
            self._fitted = cover(self._original, size)
        return self._fitted


class ColourBackground(ImageBackground):
    """One colour, as a green screen."""

    def __init__(self, red: int, green: int, blue: int) -> None:
        super().__init__(np.array([[[red, green, blue]]], np.uint8))
