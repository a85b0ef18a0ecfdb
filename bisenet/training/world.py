"""Training in several processes, one per device, started by `torchrun`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from bisenet.errors import BisenetError
from bisenet.training.sync_batch_norm import synchronise_batch_norms


@dataclass(frozen=True)
class World:
    """The processes of a run.

    Attributes:
        rank: this process, from 0; only 0 writes and shows progress.
        size: how many there are.
    """

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes checkpoints."""
        return self.rank == 0

    def check(self, batch_size: int) -> None:
        """Check that a batch can be shared evenly, with the two pictures that batch norm needs for each process.

        Raises:
            BisenetError: it cannot.
        """
        if batch_size % self.size or batch_size < 2 * self.size:
            shared = f" a multiple of {self.size} and" if self.size > 1 else ""
            least = f"at least {2 * self.size}"
            raise BisenetError(f"A batch of {batch_size} cannot be learnt from; give --batch-size{shared} {least}.")

    def shard(self, first: int, last: int, batch_size: int) -> list[int]:
        """Return this process's share of the sample indices from `first` up to `last`, batch by batch.

        The shares of one batch make up that batch, so that a run on two processes sees the samples of a run on one.

        Raises:
            BisenetError: as `check`.
        """
        self.check(batch_size)
        share = batch_size // self.size
        starts = range(first + self.rank * share, last, batch_size)
        return [index for start in starts for index in range(start, start + share)]

    def spread(self, model: nn.Module) -> nn.Module:
        """Return the model to run forward: gradients and batch norms are those of all processes together."""
        if self.size == 1:
            return model
        if next(model.parameters()).is_cuda:
            model = nn.SyncBatchNorm.convert_sync_batchnorm(model)  # type: ignore[no-untyped-call]
        else:
            synchronise_batch_norms(model)
        return DistributedDataParallel(model)


@contextmanager
def join_world(device: torch.device) -> Iterator[tuple[World, torch.device]]:
    """Join the other processes if `torchrun` started this one; yield the world and this process's device.

    Raises:
        BisenetError: there are more processes than CUDA devices.
    """
    if not torch.distributed.is_torchelastic_launched():
        yield World(), device
        return
    if device.type == "cuda":
        index, count = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
        if index >= count:
            raise BisenetError(f"There are {count} CUDA devices; give torchrun --nproc-per-node {count}.")
        device = torch.device("cuda", index)
        torch.cuda.set_device(device)
    torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield World(torch.distributed.get_rank(), torch.distributed.get_world_size()), device
        # They leave together: gloo's threads may abort a process whose peers are gone.
        torch.distributed.barrier()
    finally:
        torch.distributed.destroy_process_group()
