"""Refining a matte: pure functions of arrays.

Sources: He et al., "Guided Image Filtering", ECCV 2010, and He and Sun, "Fast Guided Filter", 2015.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

# As a share of the matte's diagonal: as far as a network's edge may be off.
GUIDE_RADIUS = 0.017
# Variance, in squared intensities of 0 .. 1, above which the guide has an edge to follow.
GUIDE_EPSILON = 1e-3


def sharpen(alpha: NDArray[np.float32], low: float = 0.2, high: float = 0.8) -> NDArray[np.float32]:
    """Stretch [low, high] to [0, 1], so that a network's faint doubt shows neither as ghost nor as hole.

    Args:
        alpha: float32 (H, W) in [0, 1]; changed in place and returned.
        low: becomes 0, as everything below.
        high: becomes 1, as everything above; greater than `low`.
    """
    alpha -= np.float32(low)
    alpha *= np.float32(1 / (high - low))
    return np.clip(alpha, 0.0, 1.0, out=alpha)


def guided_upsample(
    alpha: NDArray[np.float32],
    guide: NDArray[np.uint8],
    full_guide: NDArray[np.uint8],
    radius: float = GUIDE_RADIUS,
    epsilon: float = GUIDE_EPSILON,
) -> NDArray[np.float32]:
    """Enlarge a matte along the edges of the picture, by the fast guided filter.

    Around each pixel the matte is fitted as a linear function of the picture's intensity. The fit is made at the
    matte's size and enlarged; the function is applied at the picture's size.

    Args:
        alpha: float32 (h, w) in [0, 1].
        guide: RGB uint8 (h, w, 3), the picture at the matte's size.
        full_guide: RGB uint8 (H, W, 3), the picture.
        radius: of the box filters, as a share of the diagonal of `alpha`.
        epsilon: a variance; below it the guide counts as flat and the matte is only smoothed.

    Returns:
        float32 (H, W) in [0, 1].
    """
    reach = max(1, round(radius * math.hypot(*alpha.shape)))
    intensity = _intensity(guide)
    mean_guide, mean_alpha = _box(intensity, reach), _box(alpha, reach)
    covariance = _box(intensity * alpha, reach) - mean_guide * mean_alpha
    variance = _box(intensity * intensity, reach) - mean_guide * mean_guide
    slope = covariance / (variance + np.float32(epsilon))
    offset = mean_alpha - slope * mean_guide
    size = (full_guide.shape[1], full_guide.shape[0])
    matte = _intensity(full_guide)
    matte *= cv2.resize(_box(slope, reach), size, interpolation=cv2.INTER_LINEAR)
    matte += cv2.resize(_box(offset, reach), size, interpolation=cv2.INTER_LINEAR)
    return np.clip(matte, 0.0, 1.0, out=matte)


def _intensity(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return np.multiply(grey, np.float32(1 / 255), dtype=np.float32)


def _box(values: NDArray[np.floating], radius: int) -> NDArray[np.float32]:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)
