"""Arrays as images, and pictures at the size of the screen."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.core.types import Rgb
from app.gui.imaging.qimage import Scaler, image_of


def colours_of(image: QImage) -> Rgb:
    """Return an image as RGB uint8 (H, W, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    shape = (image.height(), image.width(), 3)
    return np.ndarray(shape, np.uint8, image.constBits(), strides=(image.bytesPerLine(), 3, 1)).copy()


def test_the_image_outlives_the_array_and_respects_its_stride() -> None:
    wide = np.zeros((4, 10, 3), np.uint8)
    # 7 pixels are 21 bytes: a stride that Qt would guess wrong.
    part = np.ascontiguousarray(wide[:, :7])
    part[:, 6] = (1, 2, 3)
    part.flags.writeable = False
    image = image_of(part)
    del part
    assert image.size() == QSize(7, 4)
    assert image.pixelColor(6, 3) == QColor(1, 2, 3)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_picture_of_the_same_size_keeps_its_pixels(mirrored: bool) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (5, 7, 3), np.uint8)
    noise.flags.writeable = False
    image = Scaler().scaled(noise, QSize(7, 5), mirrored)
    assert image.format() is QImage.Format.Format_RGB32
    assert np.array_equal(colours_of(image), noise[:, ::-1] if mirrored else noise)


@pytest.mark.parametrize("size", [QSize(3, 2), QSize(8, 5), QSize(31, 20)])
def test_a_mirrored_picture_is_the_other_one_from_right_to_left(size: QSize) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (10, 16, 3), np.uint8)
    plain, mirrored = (colours_of(Scaler().scaled(noise, size, mirrored)) for mirrored in (False, True))
    assert plain.shape == (size.height(), size.width(), 3)
    assert np.array_equal(mirrored, plain[:, ::-1])


def test_sizes_may_change_from_one_picture_to_the_next() -> None:
    scaler = Scaler()
    for width, height, size in (
        (16, 10, QSize(8, 5)),
        (16, 10, QSize(9, 6)),
        (4, 4, QSize(9, 6)),
        (16, 10, QSize(8, 5)),
    ):
        image = scaler.scaled(np.full((height, width, 3), (10, 20, width), np.uint8), size, True)
        assert image.size() == size
        assert (colours_of(image) == (10, 20, width)).all()
