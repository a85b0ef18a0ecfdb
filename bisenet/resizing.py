"""Resizing frames to a network's input."""

import cv2
import numpy as np
from numpy.typing import NDArray


def halve(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Halve a picture, uint8 (H, W, 3), as long as it is even and stays at least (height, width).

    Exact halves have a fast path in OpenCV: two steps cost a 720p frame half as much as one, a 1080p frame a quarter.
    """
    while rgb.shape[0] >= 2 * height and rgb.shape[1] >= 2 * width and rgb.shape[0] % 2 == rgb.shape[1] % 2 == 0:
        half = (rgb.shape[1] // 2, rgb.shape[0] // 2)
        rgb = np.asarray(cv2.resize(rgb, half, interpolation=cv2.INTER_AREA), np.uint8)
    return rgb


def resize_to(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Resize a picture, uint8 (H, W, 3), to (height, width).

    By exact halves, then bilinearly, which there costs a seventh of area means and no quality.
    """
    rgb = halve(rgb, height, width)
    # An odd size is not halved; to skip its pixels would alias.
    skips = rgb.shape[0] >= 2 * height or rgb.shape[1] >= 2 * width
    method = cv2.INTER_AREA if skips else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=method), np.uint8)
