"""The interface of a device: transfers, ordering and recording of work."""

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
    """The CPU, on which the tests run the same steps as on a GPU, or `meta`, which has shapes only.

    Args:
        place: torch's device.

    Attributes:
        place: torch's device.
        remark: appended to the description, such as "no CUDA graph"; empty in normal operation.
        is_lost: whether it failed, so that nothing may use it any more.
    """

    def __init__(self, place: torch.device) -> None:
        self.place = place
        self.remark = ""
        self.is_lost = False

    def catch_up(self) -> None:
        """Order later work after what was computed elsewhere on the device so far, such as weights."""

    def working(self) -> AbstractContextManager[object]:
        """Return a context in which all work runs on the device in order."""
        return nullcontext()

    def send(self, array: Bytes, target: Tensor) -> None:
        """Copy an array to uint8 `target` of the same shape, before any later work."""
        contiguous = np.ascontiguousarray(array)
        target.flatten().copy_(on_memory_of(contiguous))

    def fetch(self, packed: Tensor) -> Bytes:
        """Return a copy of uint8 (n,), made after all work so far; nothing later writes to it."""
        return np.asarray(packed.clone().numpy(), np.uint8)

    def pool(self) -> object:
        """Return a memory pool shared by the programs of one video, for `recorded`."""
        return None

    def recorded(self, step: Step, memory: Sequence[Tensor], pool: object) -> Step:
        """Return the fastest equivalent of a step.

        Args:
            step: uses the same tensors at every call and does not wait for the device.
            memory: tensors that carry state from call to call; restored by this method.
            pool: from `pool`.
        """
        return step

    def release(self) -> None:
        """Return unused memory to the system."""


def on_memory_of(array: Bytes) -> Tensor:
    """Return uint8 (n,) on the memory of an array, which must outlive it; it must not be written to.

    Unlike this, torch.from_numpy warns about read-only arrays.
    """
    memory = (ctypes.c_uint8 * array.size).from_address(array.ctypes.data)
    return torch.frombuffer(memory, dtype=torch.uint8)
