"""Dice and binary cross-entropy for one-class segmentation, pure functions of tensors."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor


def binary_dice_loss(logits: Tensor, target: Tensor, valid: Tensor, eps: float = 1.0) -> Tensor:
    """Return 1 - soft dice, averaged over the batch.

    Args:
        logits: (N, 1, H, W).
        target: (N, 1, H, W), 0 or 1.
        valid: (N, 1, H, W), 0 where a pixel does not count, else 1.
        eps: smoothing in pixels; it also makes an empty prediction of an empty target cost nothing.
    """
    probability = torch.sigmoid(logits) * valid
    target = target * valid
    intersection = (probability * target).sum(dim=(1, 2, 3))
    cardinality = (probability + target).sum(dim=(1, 2, 3))
    return (1 - (2 * intersection + eps) / (cardinality + eps)).mean()


def bce_with_logits_loss(logits: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Return the binary cross-entropy averaged over the valid pixels; shapes as in `binary_dice_loss`."""
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (loss * valid).sum() / valid.sum().clamp(min=1)


def combined_loss(logits: Tensor, target: Tensor, valid: Tensor, w_dice: float = 0.25, w_bce: float = 0.75) -> Tensor:
    """Return `w_dice * dice + w_bce * BCE`; shapes as in `binary_dice_loss`."""
    dice = binary_dice_loss(logits, target, valid)
    return w_dice * dice + w_bce * bce_with_logits_loss(logits, target, valid)


def deep_supervision_loss(
    outputs: Sequence[Tensor],
    target: Tensor,
    valid: Tensor,
    w_dice: float = 0.25,
    w_bce: float = 0.75,
    alpha: float = 1.0,
) -> Tensor:
    """Return the principal loss of `outputs[0]` plus `alpha` times that of every auxiliary output.

    Source: equation 2 of the BiSeNet paper, with dice + BCE in place of softmax loss.
    """
    losses = [combined_loss(logits.float(), target, valid, w_dice, w_bce) for logits in outputs]
    return losses[0] + alpha * sum(losses[1:], torch.zeros_like(losses[0]))
