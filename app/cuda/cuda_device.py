"""The GPU: one stream, page-locked memory, and graphs as long as they can be recorded."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import torch
from torch import Tensor

from app.cuda.cuda_graph import CaptureError, record, rehearse
from app.cuda.device import Bytes, Device, Step
from app.cuda.failures import log_failure, never_free
from app.cuda.staging import Staging, blocking_event, host_memory
from app.language import _

# In the description, the same in every language.
NO_GRAPH = "no CUDA graph"


class CudaDevice(Device):
    """A GPU as this process uses it.

    All work goes to one stream, so that its workspaces and cached memory exist once. Uploads pass through memory that
    is never freed. Downloads are copied without registering the stream with their memory, so that freeing it in any
    thread never calls the driver: after the device is lost, that call would end the process.

    Args:
        place: where tensors are.
    """

    def __init__(self, place: torch.device) -> None:
        super().__init__(place)
        self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._done = blocking_event()
        self._staging = Staging()
        self._may_record = True
        # A worker that ends late may overlap with the next one.
        self._lock = threading.RLock()
        # Its page-locked memory is registered with the stream.
        never_free(self)

    def catch_up(self) -> None:
        """Let the stream wait for the default one, on which weights are loaded."""
        with self._lock:
            self._stream.wait_stream(torch.cuda.default_stream())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work on the stream, one thread at a time."""
        with self._lock, torch.cuda.stream(self._stream):
            yield

    def send(self, array: Bytes, target: Tensor) -> None:
        """Copy through page-locked memory, which the device reads on its own."""
        self._staging.send(array, target, self._stream)

    def fetch(self, packed: Tensor) -> Bytes:
        """Copy into new memory, which torch reuses only when nobody refers to it any more."""
        host = host_memory(packed.numel())
        self._done.record(self._stream)
        self._done.synchronize()
        host.copy_(packed)
        return host.numpy()

    def pool(self) -> object:
        """Return a memory pool for graphs that never run at the same time and whose results are copied out of it."""
        return torch.cuda.graph_pool_handle()

    def recorded(self, step: Step, memory: Sequence[Tensor], pool: object) -> Step:
        """Record a graph; if that fails, return the step itself, from then on too."""
        rehearse(step, memory)
        if not self._may_record:
            return step
        try:
            return record(step, self._stream, pool)
        except CaptureError as error:
            # The allocator still refers to it.
            never_free(error.graph)
            self._may_record = False
            failure = error
        # Failed recording may leave the stream in any state; continue on another one once all work is done.
        torch.cuda.synchronize()
        self.remark = NO_GRAPH
        log_failure(_("The GPU continues without a graph"), failure)
        self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        torch.cuda.set_stream(self._stream)
        return step

    def release(self) -> None:
        """Return cached memory to the system once nobody uses it."""
        with self._lock:
            torch.cuda.empty_cache()


@cache
def the_gpu() -> CudaDevice:
    """Return this process's GPU."""
    return CudaDevice(torch.device("cuda"))
