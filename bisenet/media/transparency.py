"""What is shown instead of transparent pixels: a plain colour, never what lies under them."""

import cv2
import numpy as np
from numpy.typing import NDArray

# The window's colour "slate".
_UNDERNEATH = (39, 48, 63)


def opaque(rgb: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Composite RGB uint8 (H, W, 3) with straight alpha uint8 (H, W) over a plain colour."""
    if alpha.min() == 255:
        return rgb
    opacity = alpha.astype(np.float32) / 255
    rgb = np.ascontiguousarray(rgb)
    return np.asarray(cv2.blendLinear(rgb, np.full_like(rgb, _UNDERNEATH), opacity, 1 - opacity), np.uint8)
