"""Pixels of a QImage as an array."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.gui.imaging.qimage import _pixels


def test_pixels_of_another_format_outlive_the_converted_image() -> None:
    image = QImage(5, 3, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.red)
    pixels = _pixels(image)
    assert np.array_equal(pixels, np.full((3, 5, 3), (255, 0, 0)))
    assert pixels.flags.owndata


def test_pixels_of_an_rgb_image_are_not_copied() -> None:
    image = QImage(5, 3, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.blue)
    pixels = _pixels(image)
    assert np.array_equal(pixels, np.full((3, 5, 3), (0, 0, 255)))
    assert not pixels.flags.owndata
