"""Dice and binary cross-entropy for one-class segmentation, pure functions of tensors."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.distributed
import torch.nn.functional as F
from torch import Tensor

from bisenet.evaluation.metrics import FAR

# Rounding of a mean of zeros and ones.
_TINY = 1e-4


def binary_dice_loss(logits: Tensor, target: Tensor, valid: Tensor, eps: float = 1.0) -> Tensor:
    """Return 1 - soft dice, averaged over the batch.

    Args:
        logits: (N, 1, H, W).
        target: (N, 1, H, W) in [0, 1].
        valid: (N, 1, H, W), 0 where a pixel does not count, else 1.
        eps: smoothing in pixels; it also makes an empty prediction of an empty target cost nothing.
    """
    probability = torch.sigmoid(logits) * valid
    target = target * valid
    intersection = (probability * target).sum(dim=(1, 2, 3))
    cardinality = (probability + target).sum(dim=(1, 2, 3))
    return (1 - (2 * intersection + eps) / (cardinality + eps)).mean()


def boundary_band(target: Tensor, share: float = 0.01) -> Tensor:
    """Return (N, 1, H, W), 1 within `share` of the diagonal of the target's outline, else 0."""
    reach = max(1, round(share * math.hypot(*target.shape[2:])))
    # The mean over a box is 0 or 1 where no outline crosses it; that costs a quarter of a maximum and a minimum.
    near = _box(_box((target > 0.5).to(target.dtype), (2 * reach + 1, 1)), (1, 2 * reach + 1))
    return ((near > _TINY) & (near < 1 - _TINY)).to(target.dtype)


def _box(x: Tensor, kernel: tuple[int, int]) -> Tensor:
    return F.avg_pool2d(x, kernel, 1, (kernel[0] // 2, kernel[1] // 2), count_include_pad=False)


def bce_with_logits_loss(
    logits: Tensor, target: Tensor, valid: Tensor, band: Tensor, w_boundary: float = 0.0, w_hard: float = 0.0
) -> Tensor:
    """Return the weighted mean of the binary cross-entropy over the valid pixels.

    Args:
        logits: (N, 1, H, W).
        target: (N, 1, H, W) in [0, 1].
        valid: (N, 1, H, W), 0 where a pixel does not count, else 1.
        band: `boundary_band` of the target.
        w_boundary: how much more a pixel at the outline counts.
        w_hard: how much more a pixel counts that is entirely wrong; the weight grows with |p - target|.
    """
    hardness = (torch.sigmoid(logits.detach()) - target).abs()
    weight = valid * (1 + w_boundary * band + w_hard * hardness)
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return mean_over_processes((loss * weight).sum(), weight.sum())


def doubt_loss(logits: Tensor, far: Tensor) -> Tensor:
    """Return the mean of 4 p (1 - p) over the pixels of `far`: 0 where every pixel is decided, 1 where none is.

    Args:
        logits: (N, 1, H, W).
        far: (N, 1, H, W), 1 where a pixel counts and no outline is near, else 0.
    """
    probability = torch.sigmoid(logits)
    return mean_over_processes((4 * probability * (1 - probability) * far).sum(), far.sum())


@dataclass(frozen=True)
class BinaryLoss:
    """Dice + BCE, as plain values.

    Attributes:
        w_dice, w_bce: shares of the two.
        w_boundary, w_hard: as in `bce_with_logits_loss`.
        w_doubt: of `doubt_loss` of the principal output, on pixels farther than 2% of the diagonal from the outline.
        alpha: weight of every auxiliary output.
    """

    w_dice: float = 0.25
    w_bce: float = 0.75
    w_boundary: float = 0.0
    w_hard: float = 0.0
    w_doubt: float = 0.0
    alpha: float = 1.0

    def __call__(self, outputs: Sequence[Tensor], target: Tensor, valid: Tensor) -> Tensor:
        """Return the principal loss of `outputs[0]` plus `alpha` times that of every auxiliary output.

        Source: equation 2 of the BiSeNet paper, with dice + BCE in place of softmax loss.
        """
        band = boundary_band(target)

        def combined(logits: Tensor) -> Tensor:
            logits = logits.float()
            dice = binary_dice_loss(logits, target, valid)
            bce = bce_with_logits_loss(logits, target, valid, band, self.w_boundary, self.w_hard)
            return self.w_dice * dice + self.w_bce * bce

        loss = deep_supervision_loss(outputs, combined, self.alpha)
        if self.w_doubt:
            far = valid * (1 - boundary_band(target, FAR))
            loss = loss + self.w_doubt * doubt_loss(outputs[0].float(), far)
        return loss


def deep_supervision_loss(outputs: Sequence[Tensor], criterion: Callable[[Tensor], Tensor], alpha: float) -> Tensor:
    """Return `criterion` of the principal output `outputs[0]` plus `alpha` times that of every auxiliary one.

    Source: equation 2 of the BiSeNet paper.
    """
    losses = [criterion(logits) for logits in outputs]
    return losses[0] + alpha * sum(losses[1:], torch.zeros_like(losses[0]))


def mean_over_processes(total: Tensor, count: Tensor) -> Tensor:
    """Return a sum over a batch divided by its count, at least 1.

    Where processes share a batch each has a part of sum and count. What each gets is its sum divided by their mean
    count, so that the gradients, which are averaged over the processes, are those of the whole batch's mean.

    Args:
        total: a sum over what this process has of the batch, ().
        count: of what was summed, ().
    """
    if not _shared():
        return total / count.clamp(min=1)
    return total * torch.distributed.get_world_size() / sum_over_processes(count.detach()).clamp(min=1)


def sum_over_processes(values: Tensor) -> Tensor:
    """Return the sum of every process's values, without a gradient; they themselves where there is one process."""
    if not _shared():
        return values
    values = values.clone()
    torch.distributed.all_reduce(values)
    return values


def _shared() -> bool:
    return torch.distributed.is_available() and torch.distributed.is_initialized()
