"""One optimizer step of a tiny network, alone or as a process of torchrun: `one_step.py OUT_FOLDER`."""

import sys
from pathlib import Path

import torch
from torch import nn

from bisenet.losses import BinaryLoss
from bisenet.training.world import join_world

BATCH = 4


def main() -> None:
    """Learn from this process's share of one batch and save the weights."""
    torch.manual_seed(0)
    model = nn.Conv2d(3, 1, 3, padding=1)
    images, targets = torch.randn(BATCH, 3, 8, 8), (torch.randn(BATCH, 1, 8, 8) > 0).float()
    with join_world(torch.device("cpu")) as (world, _):
        share = world.shard(0, BATCH, BATCH)
        network = world.spread(model)
        BinaryLoss()([network(images[share])], targets[share], torch.ones_like(targets[share])).backward()  # type: ignore[no-untyped-call]
        torch.optim.SGD(model.parameters(), 1.0).step()
        torch.save(model.state_dict(), Path(sys.argv[1]) / f"{world.rank}-of-{world.size}.pt")


if __name__ == "__main__":
    main()
