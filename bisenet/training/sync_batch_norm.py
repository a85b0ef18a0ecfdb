"""Batch norm over all processes of a run on CPUs; PyTorch's own works on CUDA alone."""

from typing import Any

import torch
import torch.distributed
from torch import Tensor, nn


class SyncBatchNorm2d(nn.BatchNorm2d):
    """Batch norm whose mean and variance are those of every process's pictures together.

    Shape: (N, C, H, W), kept. Every process must have pictures of the same size and number.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Normalise; in training mode by the statistics of all processes."""
        if not self.training:
            return super().forward(x)
        # In float32, as PyTorch's batch norm computes whatever its input's type is.
        values = x.float()
        mean = _mean_of_processes(values.mean((0, 2, 3)))
        centred = values - mean[:, None, None]
        # The mean of the squares less the square of the mean would be all rounding error where little varies.
        variance = _mean_of_processes(centred.square().mean((0, 2, 3)))
        self._remember(mean.detach(), variance.detach(), torch.distributed.get_world_size() * x.numel() // x.shape[1])
        scale = self.weight * torch.rsqrt(variance + self.eps)
        out: Tensor = (centred * scale[:, None, None] + self.bias[:, None, None]).to(x.dtype)
        return out

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor, count: int) -> None:
        momentum = 0.1 if self.momentum is None else self.momentum
        for kept, value in ((self.running_mean, mean), (self.running_var, variance * (count / (count - 1)))):
            if kept is not None:
                kept.lerp_(value, momentum)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)


class _SumOverProcesses(torch.autograd.Function):
    """Adds up the values of all processes; the gradient is the sum of theirs, since each depends on every value."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        total = values.clone()
        torch.distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (gradient,) = gradients
        total = gradient.clone()
        torch.distributed.all_reduce(total)
        return total


def _mean_of_processes(values: Tensor) -> Tensor:
    total: Tensor = _SumOverProcesses.apply(values)  # type: ignore[no-untyped-call]
    return total / torch.distributed.get_world_size()


def synchronise_batch_norms(model: nn.Module) -> nn.Module:
    """Make every batch norm of a model a `SyncBatchNorm2d` in place, with its parameters and statistics; return it."""
    for module in model.modules():
        if type(module) is nn.BatchNorm2d:
            module.__class__ = SyncBatchNorm2d
    return model
