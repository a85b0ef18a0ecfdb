"""Turns a network's logits into probabilities."""

import torch
from torch import Tensor


def probabilities(logits: Tensor) -> Tensor:
    """Map logits (N, C, H, W) to probabilities of the same shape, in [0, 1].

    One channel is that of a person against everything else, by a sigmoid; of several each pixel has one, by a softmax.
    """
    return torch.sigmoid(logits) if logits.shape[1] == 1 else torch.softmax(logits, dim=1)
