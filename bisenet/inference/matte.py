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
# Variance at which half of the filter's answer is trusted and half of the matte as it came.
FLAT = 2e-3


def guided_upsample(
    alpha: NDArray[np.float32],
    guide: NDArray[np.uint8],
    full_guide: NDArray[np.uint8],
    radius: float = GUIDE_RADIUS,
    epsilon: float = GUIDE_EPSILON,
) -> NDArray[np.float32]:
    """Enlarge a matte along the edges of the picture, by the fast guided filter.

    Around each pixel the matte is fitted as a linear function of the picture's intensity. The fit is made at the
    matte's size and enlarged; the function is applied at the picture's size. Where the picture has no edges to follow,
    the matte stays as it came.

    Args:
        alpha: float32 (h, w) in [0, 1].
        guide: intensity, uint8 (h, w): the picture at the matte's size.
        full_guide: intensity, uint8 (H, W): the picture.
        radius: of the box filters, as a share of the diagonal of `alpha`.
        epsilon: a variance; below it the guide counts as flat and the matte is only smoothed.

    Returns:
        float32 (H, W), somewhat beyond [0, 1] at sharp edges.
    """
    reach = max(1, round(radius * math.hypot(*alpha.shape)))
    intensity = _intensity(guide)
    mean_guide, mean_alpha = _box(intensity, reach), _box(alpha, reach)
    covariance = _box(intensity * alpha, reach)
    covariance -= mean_guide * mean_alpha
    variance = _box(intensity * intensity, reach)
    variance -= mean_guide * mean_guide
    rough = covariance / (variance + np.float32(epsilon))
    slope, offset = _box(rough, reach), _box(mean_alpha - rough * mean_guide, reach)
    # Where the picture is flat the fit is but a mean, a wide haze; there the matte's own edge is put back.
    flat = 1 - _box(variance / (variance + np.float32(FLAT)), reach)
    flat *= alpha - slope * intensity - offset
    offset += flat
    size = (full_guide.shape[1], full_guide.shape[0])
    matte = _intensity(full_guide)
    matte *= cv2.resize(slope, size, interpolation=cv2.INTER_LINEAR)
    matte += cv2.resize(offset, size, interpolation=cv2.INTER_LINEAR)
    return matte


def _intensity(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.multiply(grey, np.float32(1 / 255), dtype=np.float32)


def _box(values: NDArray[np.floating], radius: int) -> NDArray[np.float32]:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)
