"""Finishing a matte's edge: threshold, growing, feathering."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# The height at which the settings in pixels are meant.
ROWS = 720


@dataclass(frozen=True)
class Finish:
    """How an edge is finished.

    Attributes:
        low: a matte of this or less becomes background,
        high: of this or more person; what lies between is stretched. 0 <= low < high <= 1.
        grow: by how many pixels at 720p the person is grown; shrunk below 0.
        feather: width of the softened edge in pixels at 720p.
    """

    low: float = 0.2
    high: float = 0.8
    grow: float = 0.0
    feather: float = 0.0


def finish(alpha: NDArray[np.float32], settings: Finish) -> NDArray[np.uint8]:
    """Map a matte, float32 (h, w), to uint8 (h, w), 0 background .. 255 person.

    Stretching first takes the network's faint doubt away, which would show as ghost or as hole.

    Args:
        alpha: 0 background, 1 person, or beyond.
        settings: how.
    """
    scale = 255 / (settings.high - settings.low)
    # Unlike convertScaleAbs this turns what is below 0 into 0.
    bytes_ = cv2.addWeighted(alpha, scale, alpha, 0, -scale * settings.low, dtype=cv2.CV_8U)
    pixel = alpha.shape[0] / ROWS
    return _feathered(_grown(np.asarray(bytes_, np.uint8), settings.grow * pixel), settings.feather * pixel)


def _grown(alpha: NDArray[np.uint8], radius: float) -> NDArray[np.uint8]:
    """Dilate, or erode for a negative radius; between two whole radii both results are mixed."""
    reach = abs(radius)
    if reach == 0:
        return alpha
    filtered = cv2.dilate if radius > 0 else cv2.erode
    inner, outer = math.floor(reach), math.ceil(reach)
    results = [filtered(alpha, disc(whole)) if whole else alpha for whole in (inner, outer)]
    share = reach - inner
    return np.asarray(cv2.addWeighted(results[0], 1 - share, results[1], share, 0), np.uint8)


def disc(radius: int) -> NDArray[np.uint8]:
    """Return a disc, 1 inside and 0 outside, uint8 (2 * radius + 1, 2 * radius + 1)."""
    side = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _feathered(alpha: NDArray[np.uint8], width: float) -> NDArray[np.uint8]:
    if width == 0:
        return alpha
    return np.asarray(cv2.GaussianBlur(alpha, (0, 0), max(width / 4, 0.1)), np.uint8)
