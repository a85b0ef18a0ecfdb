"""Converts arrays to QImage, and scales images for the screen."""

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
    """Scales images to opaque 32-bit ones, which Qt copies to the screen as they are.

    OpenCV takes half the time of a QPainter that scales. The memory is reused: allocating megabytes for each image
    would cost as much as the scaling.
    """

    def __init__(self) -> None:
        self._rgb = np.empty((0, 0, 3), np.uint8)
        self._image = QImage()

    def scaled(self, image: QImage, size: QSize, mirrored: bool) -> QImage:
        """Return an image at another size; it is valid until the next call.

        Args:
            image: of any format.
            size: in pixels of the screen, at least 1 x 1.
            mirrored: whether to swap left and right.
        """
        width, height = size.width(), size.height()
        if self._image.size() != size:
            self._rgb = np.empty((height, width, 3), np.uint8)
            self._image = QImage(size, QImage.Format.Format_RGB32)
        rgb = halved(_pixels(image), width, height)
        if mirrored:
            rgb = np.asarray(cv2.flip(rgb, 1), np.uint8)
        cv2.resize(rgb, (width, height), self._rgb, interpolation=cv2.INTER_LINEAR)
        # A pixel of Qt's is the number 0xffRRGGBB, whose first byte on a little-endian machine is blue.
        cv2.cvtColor(self._rgb, cv2.COLOR_RGB2BGRA, np.ndarray((height, width, 4), np.uint8, self._image.bits()))
        return self._image


def _pixels(image: QImage) -> Rgb:
    """Return the image's pixels, RGB uint8 (H, W, 3): a view of the image itself if it is RGB888, else a copy."""
    if image.format() is QImage.Format.Format_RGB888:
        return _view(image)
    # Copied, because the converted image owns the memory of its view and is freed on return.
    converted = image.convertToFormat(QImage.Format.Format_RGB888)
    return _view(converted).copy()


def _view(image: QImage) -> Rgb:
    shape = (image.height(), image.width(), 3)
    return np.ndarray(shape, np.uint8, image.constBits(), strides=(image.bytesPerLine(), 3, 1))
