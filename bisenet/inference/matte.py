"""Refining a matte: pure functions of arrays."""

import numpy as np
from numpy.typing import NDArray


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
