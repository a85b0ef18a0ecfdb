"""The GPU: one stream, page-locked memory, and graphs for as long as they can be recorded."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import torch
from torch import Tensor

from app.cuda.cuda_graph import CaptureError, record, rehearse
from app.cuda.device import Bytes, Device, Step
from app.cuda.failures import keep, note
from app.cuda.staging import Staging, blocking_event, host_memory


class CudaDevice(Device):
    """A GPU as this process uses it.

    All work goes to one stream, whose workspaces and cached memory so exist once. What is uploaded passes through
    memory that is never freed; what is downloaded is copied without registering the stream with its memory, so that
    freeing it, in whatever thread, never calls the driver: after the device is lost that call would end the process.

    Args:
        place: where tensors are.
    """

    def __init__(self, place: torch.device) -> None:
        super().__init__(place)
        self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._done = blocking_event()
        self._staging = Staging()
        self._may_record = True
        # A worker that ends late may still be at work when the next one begins.
        self._lock = threading.RLock()
        # Its page-locked memory is registered with the stream.
        keep(self)

    def catch_up(self) -> None:
        """Let the stream wait for the default one, by which weights come."""
        with self._lock:
            self._stream.wait_stream(torch.cuda.default_stream())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let one thread at a time work on the stream."""
        with self._lock, torch.cuda.stream(self._stream):
            yield

    def send(self, array: Bytes, target: Tensor) -> None:
        """Copy through page-locked memory, which the device reads by itself."""
        self._staging.send(array, target, self._stream)

    def fetch(self, packed: Tensor) -> Bytes:
        """Copy into memory of its own: torch gives that to another frame only when nobody holds it any more."""
        host = host_memory(packed.numel())
        self._done.record(self._stream)
        self._done.synchronize()
        host.copy_(packed)
        return host.numpy()

    def pool(self) -> object:
        """Return memory for graphs that never run at once, all of whose results are copied out of it."""
        return torch.cuda.graph_pool_handle()

    def recorded(self, step: Step, memory: Sequence[Tensor], pool: object) -> Step:
        """Record a graph; where that fails, now and from then on, return the step itself."""
        rehearse(step, memory)
        if not self._may_record:
            return step
        try:
            return record(step, self._stream, pool)
        except CaptureError as error:
            # The allocator goes on asking it where memory belongs.
            keep(error.graph)
            self._may_record = False
            failure = error
        # The one on which recording failed may be left in any state; the work goes on by another, after all before.
        torch.cuda.synchronize()
        self.remark = ", without a graph"
        note("The GPU goes on without a graph", failure)
        self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        torch.cuda.set_stream(self._stream)
        return step

    def release(self) -> None:
        """Give cached memory back, once nobody uses it."""
        with self._lock:
            torch.cuda.empty_cache()


@cache
def the_gpu() -> CudaDevice:
    """Return the GPU of this process."""
    return CudaDevice(torch.device("cuda"))
