"""Softmax cross-entropy for segmentation into N classes, pure functions of tensors and one loss of plain values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor

from bisenet.losses import deep_supervision_loss

IGNORED = 255


def cross_entropy_loss(logits: Tensor, target: Tensor, ignore_index: int = IGNORED) -> Tensor:
    """Return the softmax cross-entropy averaged over the pixels that count, 0 where none does.

    Args:
        logits: (N, C, H, W).
        target: (N, H, W) of class numbers below C.
        ignore_index: target of a pixel that does not count.
    """
    total = F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="sum")
    return total / (target != ignore_index).sum().clamp(min=1)


def ohem_cross_entropy_loss(
    logits: Tensor, target: Tensor, threshold: float = 0.7, min_kept: float = 1 / 16, ignore_index: int = IGNORED
) -> Tensor:
    """Return the softmax cross-entropy averaged over the hard pixels (online hard example mining), 0 where none counts.

    Source: Shrivastava et al., CVPR 2016; threshold and share are those of the authors' TorchSeg and of CoinCheung's
    BiSeNet.

    Args:
        logits: (N, C, H, W).
        target: (N, H, W) of class numbers below C.
        threshold: a pixel is hard where its own class has less than this probability.
        min_kept: the share of the pixels that count which is kept, the hardest first, where fewer are hard.
        ignore_index: target of a pixel that does not count.
    """
    losses = F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="none")
    losses = losses[target != ignore_index]
    if losses.numel() == 0:
        return logits.sum() * 0
    hard = losses[losses > -math.log(threshold)]
    kept = math.ceil(min_kept * losses.numel())
    return hard.mean() if hard.numel() >= kept else losses.topk(kept).values.mean()


@dataclass(frozen=True)
class SoftmaxLoss:
    """Cross-entropy of N classes, as plain values.

    Attributes:
        ohem: average over the hard pixels only.
        threshold, min_kept: as in `ohem_cross_entropy_loss`.
        alpha: weight of every auxiliary output; the paper's is 1.
        ignore_index: target of a pixel that does not count.
    """

    ohem: bool = False
    threshold: float = 0.7
    min_kept: float = 1 / 16
    alpha: float = 1.0
    ignore_index: int = IGNORED

    def __call__(self, outputs: Sequence[Tensor], target: Tensor) -> Tensor:
        """Return the principal loss of `outputs[0]` plus `alpha` times that of every auxiliary output.

        Args:
            outputs: logits, (N, C, H, W) each.
            target: (N, H, W) of class numbers below C.
        """

        def criterion(logits: Tensor) -> Tensor:
            logits = logits.float()
            if self.ohem:
                return ohem_cross_entropy_loss(logits, target, self.threshold, self.min_kept, self.ignore_index)
            return cross_entropy_loss(logits, target, self.ignore_index)

        return deep_supervision_loss(outputs, criterion, self.alpha)
