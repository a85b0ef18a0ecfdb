"""Enlarging a matte along the picture's edges; the source is that of `bisenet.inference.matte`."""

import math

import torch
from torch import Tensor

from bisenet.inference.matte import FLAT, GUIDE_EPSILON, GUIDE_RADIUS
from bisenet.inference.tensors.filters import Blur, box
from bisenet.inference.tensors.resample import enlarged


class GuidedUpsample:
    """The fast guided filter for mattes of one size, as `bisenet.inference.matte.guided_upsample`.

    Args:
        height, width: of the matte.
        device: where the filter runs.
    """

    def __init__(self, height: int, width: int, device: torch.device) -> None:
        reach = max(1, round(GUIDE_RADIUS * math.hypot(height, width)))
        self._box = Blur.of(height, width, device, box(2 * reach + 1), "reflect")

    def __call__(self, alpha: Tensor, guide: Tensor, full_guide: Tensor) -> Tensor:
        """Map a matte, (h, w) in [0, 1], and the picture's intensity, (h, w) and (H, W), to (H, W).

        At sharp edges the result goes somewhat beyond [0, 1].
        """
        intensity = guide / 255
        moments = torch.stack([intensity, alpha, intensity * alpha, intensity * intensity])
        mean_guide, mean_alpha, mixed, square = self._box(moments).unbind()
        variance = square - mean_guide * mean_guide
        rough = (mixed - mean_guide * mean_alpha) / (variance + GUIDE_EPSILON)
        fit = torch.stack([rough, mean_alpha - rough * mean_guide, variance / (variance + FLAT)])
        slope, offset, uneven = self._box(fit).unbind()
        offset = offset + (1 - uneven) * (alpha - slope * intensity - offset)
        slope, offset = enlarged(torch.stack([slope, offset]), *full_guide.shape).unbind()
        return torch.addcmul(offset, full_guide / 255, slope)
