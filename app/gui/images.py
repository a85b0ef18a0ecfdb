"""Arrays as Qt's images."""

from PySide6.QtGui import QImage

from app.core.types import Rgb


def image_of(rgb: Rgb) -> QImage:
    """Return a copy of RGB uint8 (H, W, 3) that outlives the array."""
    height, width = rgb.shape[:2]
    return QImage(rgb.data, width, height, rgb.strides[0], QImage.Format.Format_RGB888).copy()
