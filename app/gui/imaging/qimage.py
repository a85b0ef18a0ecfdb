"""Converts arrays to QImage, and scales pictures for the screen."""

import cv2
import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.core.placement import halved
from app.core.types import Rgb


def image_of(rgb: Rgb) -> QImage:
    """Return a copy of RGB uint8 (H, W, 3) that outlives the array."""
    height, width = rgb.shape[:2]
    return QImage(rgb.data, width, height, rgb.strides[0], QImage.Format.Format_RGB888).copy()


class Scaler:
    """Scales pictures to opaque 32-bit images, which Qt copies to the screen as they are.

    OpenCV takes half the time of a QPainter that scales, and less for four bytes a pixel than for three. The memory is
    reused: allocating megabytes for each image would cost as much as the scaling.
    """

    def __init__(self) -> None:
        self._converted = np.empty((0, 0, 4), np.uint8)
        self._scaled = np.empty((0, 0, 4), np.uint8)
        self._image = QImage()

    def scaled(self, rgb: Rgb, size: QSize, mirrored: bool) -> QImage:
        """Return a picture at another size; the image is valid until the next call.

        Args:
            rgb: uint8 (H, W, 3).
            size: in pixels of the screen, at least 1 x 1.
            mirrored: whether to swap left and right.
        """
        width, height = size.width(), size.height()
        rgb = halved(rgb, width, height)
        if self._image.size() != size:
            self._scaled = np.empty((height, width, 4), np.uint8)
            self._image = QImage(size, QImage.Format.Format_RGB32)
        if self._converted.shape[:2] != rgb.shape[:2]:
            self._converted = np.empty((*rgb.shape[:2], 4), np.uint8)
        shown = np.ndarray((height, width, 4), np.uint8, self._image.bits())
        # A pixel of Qt's is the number 0xffRRGGBB, whose first byte on a little-endian machine is blue.
        cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA, self._converted)
        scaled = self._scaled if mirrored else shown
        cv2.resize(self._converted, (width, height), scaled, interpolation=cv2.INTER_LINEAR)
        if mirrored:
            cv2.flip(scaled, 1, shown)
        return self._image
