"""Networks with random weights that behave like trained ones."""

import torch
from torch import Tensor, nn


def randomise(model: nn.Module) -> nn.Module:
    """Give every batch norm random weights, and the statistics of random images, so that signals keep their size.

    Args:
        model: takes images (N, 3, H, W); changed in place and set to eval mode.
    """
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.uniform_(norm.bias, 0, 0.5)
        norm.momentum = 1.0
    with torch.no_grad():
        model.train()(torch.randn(2, 3, 64, 64))
    for norm in norms:
        norm.momentum = 0.1
        # The averages that attention looks at hardly differ between two images.
        norm.get_buffer("running_var").clamp_(min=0.1)
    return model.eval()


def run(model: nn.Module, image: Tensor) -> Tensor:
    """Return the main output in eval mode."""
    with torch.no_grad():
        out: Tensor = model.eval()(image)
    return out
