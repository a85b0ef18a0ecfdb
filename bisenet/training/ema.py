"""Exponential moving average of a model's weights and buffers."""

import copy

import torch
from torch import nn


class Ema:
    """Keeps `model`, an averaged copy in eval mode."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self._decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Move towards `model`; early on faster, so that the random start is soon forgotten."""
        decay = min(self._decay, (1 + step) / (10 + step))
        source = model.state_dict()
        for name, average in self.model.state_dict().items():
            value = source[name].detach()
            if average.dtype.is_floating_point:
                average.lerp_(value, 1 - decay)
            else:
                average.copy_(value)
