"""Page-locked memory between NumPy and the GPU."""

from itertools import cycle

import numpy as np
import torch
from torch import Tensor

from app.cuda.device import Bytes, on_memory_of

# While one band is transferred to the device, the next is copied into page-locked memory.
_BAND = 1 << 21
_BANDS = 3


def host_memory(size: int) -> Tensor:
    """Return uint8 (size,), page-locked if possible; WSL limits the amount."""
    try:
        return torch.empty(size, dtype=torch.uint8, pin_memory=True)
    except RuntimeError:
        return torch.empty(size, dtype=torch.uint8)


def blocking_event() -> torch.cuda.Event:
    """Return an event for which a thread waits asleep; waiting for a stream would keep a core busy."""
    return torch.cuda.Event(blocking=True)  # type: ignore[no-untyped-call]


class Staging:
    """Bands of page-locked memory for uploads, used in turn; must live as long as the process."""

    def __init__(self) -> None:
        self._turns = cycle([(host_memory(_BAND), blocking_event()) for _ in range(_BANDS)])

    def send(self, array: Bytes, target: Tensor, stream: torch.cuda.Stream) -> None:
        """Copy an array to uint8 `target` of the same shape, in the order of the stream."""
        contiguous = np.ascontiguousarray(array)
        wholes = (on_memory_of(contiguous), target.flatten())
        for piece, arrived in zip(*(torch.split(whole, _BAND) for whole in wholes), strict=True):
            memory, has_left = next(self._turns)
            # Its previous content must have reached the device; an event that was never recorded does not wait.
            has_left.synchronize()
            locked = memory[: len(piece)]
            locked.copy_(piece)
            arrived.copy_(locked, non_blocking=True)
            has_left.record(stream)
