"""Estimates the memory that a forward pass needs, and the free memory of a device."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

_MEMORY_INFO = Path("/proc/meminfo")


class _LargestStep(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Keeps the most bytes that one operation reads and writes."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.bytes = 0

    def __torch_dispatch__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        # What an operation changes in place is both argument and result, and takes its memory once.
        tensors = {id(leaf): leaf for leaf in tree_leaves((args, kwargs, result)) if isinstance(leaf, Tensor)}
        self.bytes = max(self.bytes, sum(tensor.untyped_storage().nbytes() for tensor in tensors.values()))
        return result


def bytes_of_largest_step(model: nn.Module, image: Tensor) -> int:
    """Return the bytes of all that the largest operation of a forward pass reads and writes.

    A pass holds that much at one moment, and somewhat more: the weights of other layers and features kept for later.

    Args:
        model: on the meta device, in eval mode.
        image: (N, 3, H, W) on the meta device.
    """
    largest = _LargestStep()
    with torch.no_grad(), largest:
        model(image)
    return largest.bytes


def free_bytes(device: torch.device, memory_info: Path = _MEMORY_INFO) -> int | None:
    """Return how many bytes a device can still give; None where the system does not say.

    Args:
        device: CUDA, or the CPU of a Linux machine.
        memory_info: where Linux says it.
    """
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    try:
        lines = memory_info.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return None
