"""The room itself, blurred, in place of the room."""

import cv2
import numpy as np

from app.core.compositor import conform, placement
from app.core.types import Matte, Rgb, Size

BLUR_DEFAULT = 50
_BLUR_SCALE = 4


class BlurBackground:
    """The room, blurred, with the person taken out first so that no halo surrounds them.

    Blurring room * (1 - alpha) and dividing by the blurred (1 - alpha) is a mean over room pixels alone. It is done
    at a quarter of the size, where a blur looks the same.

    Args:
        strength: 1 .. 100, where 100 blurs over about an eighth of the picture's height.
    """

    def __init__(self, strength: int = BLUR_DEFAULT) -> None:
        self._strength = strength

    def picture(self, matte: Matte, size: Size) -> Rgb:
        """Return the blurred room at `size`; where the frame leaves parts of `size` open, the blur reaches out."""
        small = Size(max(1, size.width // _BLUR_SCALE), max(1, size.height // _BLUR_SCALE))
        rgb, alpha = conform(matte, small)
        weight = np.zeros_like(alpha)
        inside = placement(matte.frame.size, small)
        weight[inside] = 1.0 - alpha[inside]
        sigma = max(0.5, self._strength / 100 * small.height / 8)
        room = cv2.GaussianBlur(rgb * weight[..., None], (0, 0), sigma)
        total = cv2.GaussianBlur(weight, (0, 0), sigma)
        # Far inside a person there is no room to average; the mean colour of the room fills in.
        mean = (rgb * weight[..., None]).sum(axis=(0, 1)) / max(float(weight.sum()), 1.0)
        filled = (room + 1e-3 * mean) / (total[..., None] + 1e-3)
        blurred = np.clip(filled, 0, 255).astype(np.uint8)
        return np.asarray(cv2.resize(blurred, (size.width, size.height), interpolation=cv2.INTER_LINEAR), np.uint8)

    def close(self) -> None:
        """Nothing is held."""
