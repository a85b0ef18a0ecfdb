"""Softmax cross-entropy for segmentation into N classes, pure functions of tensors and one loss of plain values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from bisenet.losses import deep_supervision_loss, mean_over_processes, sum_over_processes

IGNORED = 255


def cross_entropy_loss(
    logits: Tensor, target: Tensor, weights: Tensor | None = None, ignore_index: int = IGNORED
) -> Tensor:
    """Return the softmax cross-entropy averaged over the pixels that count, 0 where none does.

    Args:
        logits: (N, C, H, W).
        target: (N, H, W) of class numbers below C.
        weights: (C,), how much a pixel of each class counts; None counts all alike.
        ignore_index: target of a pixel that does not count.
    """
    total = F.cross_entropy(logits, target, weights, ignore_index=ignore_index, reduction="sum")
    counts = target != ignore_index
    if weights is None:
        return mean_over_processes(total, counts.sum())
    return mean_over_processes(total, (weights[target.where(counts, torch.zeros_like(target))] * counts).sum())


def ohem_cross_entropy_loss(
    logits: Tensor,
    target: Tensor,
    threshold: float = 0.7,
    min_kept: float = 1 / 16,
    weights: Tensor | None = None,
    ignore_index: int = IGNORED,
) -> Tensor:
    """Return the softmax cross-entropy averaged over the hard pixels (online hard example mining), 0 where none counts.

    Where processes share a batch, whether enough pixels are hard is decided over all of it; the share that is kept
    otherwise is each process's own.

    Source: Shrivastava et al., CVPR 2016; threshold and share are those of the authors' TorchSeg and of CoinCheung's
    BiSeNet.

    Args:
        logits: (N, C, H, W).
        target: (N, H, W) of class numbers below C.
        threshold: a pixel is hard where its own class has less than this probability.
        min_kept: the share of the pixels that count which is kept, the hardest first, where fewer are hard.
        weights: (C,), by which a pixel's loss is multiplied, before the hard ones are sought; None leaves it.
        ignore_index: target of a pixel that does not count.
    """
    losses = F.cross_entropy(logits, target, weights, ignore_index=ignore_index, reduction="none")
    losses = losses[target != ignore_index]
    hard = losses[losses > -math.log(threshold)]
    found, there = sum_over_processes(torch.tensor([hard.numel(), losses.numel()], device=losses.device)).tolist()
    if found < math.ceil(min_kept * there):
        hard = losses.topk(math.ceil(min_kept * losses.numel())).values
    # A sum over no pixel is 0 and has a gradient, as every process must have.
    return mean_over_processes(hard.sum() + 0 * logits.sum(), torch.tensor(hard.numel(), device=hard.device))


@dataclass(frozen=True)
class SoftmaxLoss:
    """Cross-entropy of N classes, as plain values.

    Attributes:
        ohem: average over the hard pixels only.
        threshold, min_kept: as in `ohem_cross_entropy_loss`.
        class_weights: how much a pixel of each class counts; empty counts all alike.
        alpha: weight of every auxiliary output; the paper's is 1.
    """

    ohem: bool = False
    threshold: float = 0.7
    min_kept: float = 1 / 16
    class_weights: tuple[float, ...] = ()
    alpha: float = 1.0

    def __call__(self, outputs: Sequence[Tensor], target: Tensor, valid: Tensor) -> Tensor:
        """Return the principal loss of `outputs[0]` plus `alpha` times that of every auxiliary output.

        Args:
            outputs: logits, (N, C, H, W) each.
            target: (N, 1, H, W) of class numbers below C.
            valid: (N, 1, H, W), 0 where a pixel does not count, else 1.
        """
        classes = target[:, 0].long().masked_fill(valid[:, 0] == 0, IGNORED)
        weights = (
            torch.tensor(self.class_weights, dtype=torch.float32, device=target.device) if self.class_weights else None
        )

        def criterion(logits: Tensor) -> Tensor:
            logits = logits.float()
            if self.ohem:
                return ohem_cross_entropy_loss(logits, classes, self.threshold, self.min_kept, weights)
            return cross_entropy_loss(logits, classes, weights)

        return deep_supervision_loss(outputs, criterion, self.alpha)
