"""Networks with random weights that behave like trained ones."""

import torch
from torch import Tensor, nn


def randomise(model: nn.Module) -> nn.Module:
    """Give every batch norm random weights and statistics, so that signals neither vanish nor agree; eval mode."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, 0, 0.5)
            nn.init.normal_(module.get_buffer("running_mean"), std=0.2)
            nn.init.uniform_(module.get_buffer("running_var"), 0.5, 1.5)
    return model.eval()


def run(model: nn.Module, image: Tensor) -> Tensor:
    """Return the main output in eval mode."""
    with torch.no_grad():
        out: Tensor = model.eval()(image)
    return out
