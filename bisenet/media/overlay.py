"""Drawing classes over a picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.classes import Classes

OPACITY = 0.6
# A line is one pixel wide per so many pixels of the picture's shorter side.
_SIDE_PER_LINE = 480
_BACKGROUND = "background"


def draw_overlay(
    rgb: NDArray[np.uint8], labels: NDArray[np.uint8], classes: Classes, opacity: float = OPACITY
) -> NDArray[np.uint8]:
    """Return a picture with its classes in their colours, RGB uint8 (H, W, 3).

    Along its inner edge a class has its full colour, so that outlines are seen at any opacity. A first class that is
    called background, and what is no class, as pixels that do not count, stay as they are.

    Args:
        rgb: picture, uint8 (H, W, 3).
        labels: class indices, uint8 (H, W).
        classes: whose colours are taken.
        opacity: of the colours, 0 .. 1.
    """
    drawn = np.arange(256) < len(classes)
    drawn[0] = classes.names[0] != _BACKGROUND
    palette = np.zeros((256, 3), np.uint8)
    palette[: len(classes)] = classes.colours
    strengths = np.where(drawn, np.float32(opacity), np.float32(0))
    strength = strengths[labels]
    strength[_outlines(labels) & drawn[labels]] = 1
    return np.asarray(cv2.blendLinear(palette[labels], np.ascontiguousarray(rgb), strength, 1 - strength), np.uint8)


def side_by_side(*pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return pictures of one size in a row with thin white gaps, uint8 (H, W, 3)."""
    gap = np.full((pictures[0].shape[0], 2, 3), 255, np.uint8)
    row = [part for picture in pictures for part in (gap, picture)]
    return np.concatenate(row[1:], axis=1)


def _outlines(labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where a pixel of another class is near, bool (H, W)."""
    width = max(1, min(labels.shape) // _SIDE_PER_LINE)
    around = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    edges: NDArray[np.bool_] = cv2.dilate(labels, around) != cv2.erode(labels, around)
    return edges
