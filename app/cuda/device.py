"""What a program asks of the device that it runs on, beside arithmetic."""

import ctypes
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Bytes = NDArray[np.uint8]
Step = Callable[[], None]


class Device:
    """The CPU, on which the tests run the same steps as on a GPU, or `meta`, which has shapes alone.

    Args:
        place: where tensors are.

    Attributes:
        place: likewise.
        remark: what the read-out adds, such as ", without a graph"; empty while all is as it should be.
        is_lost: whether somebody lost it, so that nobody may touch it any more.
    """

    def __init__(self, place: torch.device) -> None:
        self.place = place
        self.remark = ""
        self.is_lost = False

    def catch_up(self) -> None:
        """Let later work see what was computed elsewhere on the device so far, such as weights."""

    def working(self) -> AbstractContextManager[object]:
        """Return a context in which all work goes to the device in its order."""
        return nullcontext()

    def send(self, array: Bytes, target: Tensor) -> None:
        """Copy an array onto uint8 `target` of its shape; work that is given afterwards finds it there."""
        contiguous = np.ascontiguousarray(array)
        target.flatten().copy_(on_memory_of(contiguous))

    def fetch(self, packed: Tensor) -> Bytes:
        """Return a copy of uint8 (n,), made once all work so far is done; nothing later writes to it."""
        return np.asarray(packed.clone().numpy(), np.uint8)

    def pool(self) -> object:
        """Return memory that programs of one video share, for `recorded`."""
        return None

    def recorded(self, step: Step, memory: Sequence[Tensor], pool: object) -> Step:
        """Return what does a step's work at the least cost.

        Args:
            step: reads and writes the same tensors at every call and does not wait for the device.
            memory: the tensors by which one call changes what the next one does; they stay as they are.
            pool: from `pool`.
        """
        return step

    def release(self) -> None:
        """Give back to the system what nobody uses any more."""


def on_memory_of(array: Bytes) -> Tensor:
    """Return uint8 (n,) on the memory of an array, which must outlive it and may be read-only: nobody writes to it.

    torch.from_numpy warns of arrays that are read-only, at every start of the program.
    """
    memory = (ctypes.c_uint8 * array.size).from_address(array.ctypes.data)
    return torch.frombuffer(memory, dtype=torch.uint8)
