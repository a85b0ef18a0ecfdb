"""Moving bytes between NumPy and the device, through page-locked memory where there is any."""

import ctypes

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Bytes = NDArray[np.uint8]

# While one band is on its way to the device the next is copied into page-locked memory.
_BAND = 1 << 21


class Upload:
    """A picture of one size on the device, written by the host.

    Args:
        shape: of the picture.
        device: where it is.

    Attributes:
        picture: uint8 of that shape on the device; always the same memory.
    """

    def __init__(self, shape: tuple[int, ...], device: torch.device) -> None:
        self.picture = torch.zeros(shape, dtype=torch.uint8, device=device)
        on_cuda = device.type == "cuda"
        self._host = torch.empty(self.picture.numel(), dtype=torch.uint8, pin_memory=True) if on_cuda else None

    def send(self, array: Bytes) -> None:
        """Copy an array of that shape onto the device; what was sent before must have arrived.

        On CUDA work that is given to the current stream afterwards finds it there.
        """
        contiguous = np.ascontiguousarray(array)
        source = _on_memory_of(contiguous)
        target = self.picture.flatten()
        if self._host is None:
            target.copy_(source)
            return
        bands = zip(*(torch.split(whole, _BAND) for whole in (source, self._host, target)), strict=True)
        for band, locked, arrived in bands:
            locked.copy_(band)
            arrived.copy_(locked, non_blocking=True)


def download(packed: Tensor) -> Bytes:
    """Return a copy of uint8 (n,) of the device, made once all work of the current stream is done.

    The copy lies in page-locked memory of its own: torch gives that to another frame only when nobody holds it any
    more, so nothing is written that was handed out, and the bytes need not be copied a second time.
    """
    on_cuda = packed.device.type == "cuda"
    host = torch.empty(packed.shape, dtype=torch.uint8, pin_memory=on_cuda)
    host.copy_(packed, non_blocking=on_cuda)
    if on_cuda:
        torch.cuda.current_stream().synchronize()
    return np.asarray(host.numpy(), np.uint8)


def _on_memory_of(array: Bytes) -> Tensor:
    """Return uint8 (n,) on the memory of an array, which must outlive it and may be read-only: nobody writes to it.

    torch.from_numpy warns of arrays that are read-only, at every start of the program.
    """
    memory = (ctypes.c_uint8 * array.size).from_address(array.ctypes.data)
    return torch.frombuffer(memory, dtype=torch.uint8)
