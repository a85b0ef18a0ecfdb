"""A batch norm on two processes, and one on the whole batch as it should be: `norm_of_two.py OUT_FOLDER`."""

import sys
from pathlib import Path

import torch
from torch import Tensor, nn

from bisenet.training.sync_batch_norm import synchronise_batch_norms
from bisenet.training.world import join_world


def measure(norm: nn.Module, image: Tensor) -> dict[str, Tensor]:
    """Return what a norm gives, what it learns and what it remembers."""
    image = image.clone().requires_grad_()
    output = norm.train()(image)
    output.square().mul(torch.arange(image[0].numel()).reshape(image[0].shape)).sum().backward()
    assert image.grad is not None
    kept = {name: value.clone() for name, value in norm.state_dict().items()}
    return {"output": output.detach(), "input_gradient": image.grad, **kept}


def main() -> None:
    """Save the whole batch's result, and each process's of its half."""
    torch.manual_seed(0)
    image = torch.randn(4, 3, 5, 7) * 2 + 1
    whole = measure(nn.BatchNorm2d(3), image)
    with join_world(torch.device("cpu")) as (world, _):
        part = measure(synchronise_batch_norms(nn.BatchNorm2d(3)), image.chunk(2)[world.rank])
        torch.save(part, Path(sys.argv[1]) / f"{world.rank}.pt")
        torch.save(whole, Path(sys.argv[1]) / "whole.pt")


if __name__ == "__main__":
    main()
