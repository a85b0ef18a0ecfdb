"""Soft labels: a coarse mask whose edge is moved to where a saliency network draws it.

Polygons and the mattes of instance segmenters lie some pixels beside the edge; a saliency network draws edges well but
does not know what a person is. So it is used near the mask's outline alone, and there only where the two agree about
most of the neighbourhood.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Field = NDArray[np.float32]

# Shares of the diagonal: blur of a mask, as far as its outline may be off, and the neighbourhood in which both agree.
_UNSURE = 0.008
_NEAR = 0.03
# The saliency's share of a label; more takes over what it gets wrong.
_SHARE = 0.3
# Mean disagreement above which its share is nothing.
_DISAGREEMENT = 0.35
_CONTRAST = 2.5


def soften(person: Mask, counts: Mask, saliency: Mask) -> Mask:
    """Return a soft label, uint8 (H, W), 0 background .. 255 person.

    Args:
        person: uint8 (H, W), 255 where the mask says person.
        counts: uint8 (H, W), 255 where the mask knows.
        saliency: uint8 (H, W), 255 where something stands out.
    """
    diagonal = float(np.hypot(*person.shape))
    mask, known, salient = (part.astype(np.float32) / np.float32(255) for part in (person, counts, saliency))
    sigma = _UNSURE * diagonal
    blurred = _blur(mask * known, sigma) / np.maximum(_blur(known, sigma), np.float32(1e-3))
    side = 2 * round(_NEAR * diagonal) + 1
    disagreement = cv2.blur(np.abs(salient - mask), (side, side))
    agreement = np.clip(2 - disagreement * np.float32(2 / _DISAGREEMENT), 0, 1)
    soft = np.clip((blurred + np.float32(_SHARE) * (salient - blurred) - 0.5) * np.float32(_CONTRAST) + 0.5, 0, 1)
    return np.asarray(np.rint(255 * (mask + agreement * (soft - mask))), np.uint8)


def _blur(field: Field, sigma: float) -> Field:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)
