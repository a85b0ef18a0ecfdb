"""Steadies mattes over time: unchanged areas do not shimmer, changes are followed at once."""

import numpy as np
from numpy.typing import NDArray

# Mattes that differ by less than the first are taken for noise, by more than the second for movement.
NOISE = 0.1
MOVEMENT = 0.5
# How much of the past is kept at the steadiest.
MOST = 0.9


def steady(alpha: NDArray[np.float32], previous: NDArray[np.float32], steadiness: float) -> NDArray[np.float32]:
    """Return a new matte drawn towards the one before; its share falls to 0 where the two disagree.

    Args:
        alpha: of this frame, float32 (h, w) in [0, 1].
        previous: what this function returned for the frame before, of the same size.
        steadiness: 0 returns `alpha`, 1 holds the most.

    Returns:
        float32 (h, w), between the two; a new array.
    """
    change = previous - alpha
    ramp = np.abs(change)
    ramp -= np.float32(NOISE)
    ramp *= np.float32(1 / (MOVEMENT - NOISE))
    np.clip(ramp, 0, 1, out=ramp)
    # 1 - smoothstep
    share = 1 - ramp * ramp * (3 - 2 * ramp)
    share *= np.float32(MOST * steadiness)
    share *= change
    share += alpha
    return np.asarray(np.clip(share, 0, 1), np.float32)
