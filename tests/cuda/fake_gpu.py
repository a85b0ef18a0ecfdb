"""A GPU that computes on the CPU and can be lost at every call, and page-locked memory that behaves as torch's does."""

import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest import mock

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.core.opening import GpuHistory, GpuOpening, Open
from app.core.stats import Stats
from app.core.types import FrameProcessor, Size
from app.cuda import opening, staging
from app.cuda.cuda_device import CudaDevice
from app.cuda.cuda_graph import CaptureError
from app.cuda.device import Step
from app.cuda.processor import CudaProcessor
from bisenet.inference.tensors.network import Network
from bisenet.preprocess import Preprocessing
from tests.fakes import SMALL

CALLS = ("upload", "capture", "replay", "download", "free")
LOST = "CUDA error: the device is lost"


class Greenness(nn.Module):
    """Takes what is green, and a few pixels within, for a person: the studio's people, without their outlines."""

    def forward(self, image: Tensor) -> Tensor:
        """Map (1, 3, h, w) to (1, 1, h, w)."""
        green = (image[:, 1:2] >= 0.9).float()
        return 40 * (0.5 - F.max_pool2d(1 - green, 9, 1, 4))


class FakeEvent:
    """An event that has always come."""

    def __init__(self, gpu: "FakeGpu") -> None:
        self._gpu = gpu

    def record(self, stream: object = None) -> None:
        """Touch the device."""
        self._gpu.touch("event")

    def synchronize(self) -> None:
        """Touch the device."""
        self._gpu.touch("event")


class FakeStream:
    """A stream whose work is done at once."""

    def __init__(self, gpu: "FakeGpu") -> None:
        self._gpu = gpu

    def wait_stream(self, other: object) -> None:
        """Touch the device."""
        self._gpu.touch("wait")


@dataclass
class FakeGpu:
    """What happens to the device, and what it was asked for.

    Attributes:
        lose_at: the call at which it is lost next, or "" for none.
        spare: how many of those calls go well before.
        refuses: whether it lets no graph be recorded.
        is_lost: from then on every call fails.
        calls: how often each was made.
        openings: how often a processor on it was asked for.
        abort: called where the driver would end the process: registered memory is freed after the loss.
        registered: page-locked memory that a stream may still use, by its address.
    """

    lose_at: str = ""
    spare: int = 0
    refuses: bool = False
    is_lost: bool = False
    calls: Counter[str] = field(default_factory=Counter)
    abort: Callable[[], None] = lambda: None
    registered: set[int] = field(default_factory=set)
    openings: int = 0
    _locked: dict[int, int] = field(default_factory=dict)

    def touch(self, call: str) -> None:
        """Make a call.

        Raises:
            AcceleratorError: the device is lost, or is by this call.
        """
        self.calls[call] += 1
        if call == self.lose_at and self.calls[call] > self.spare:
            self.lose_at, self.is_lost = "", True
        if self.is_lost:
            raise torch.AcceleratorError(LOST)

    @property
    def touched(self) -> int:
        """How many calls were made."""
        return self.calls.total()

    def allocate(self, real: Callable[..., Tensor], *words: Any, pin_memory: bool = False, **options: Any) -> Tensor:
        """Stand in for `torch.empty`."""
        if not pin_memory:
            return real(*words, **options)
        # The tensor's memory lives as long as this array, so as long as the tensor or any view of it.
        memory = np.empty(words[0], np.uint8)
        place = memory.ctypes.data
        self._locked[place] = memory.size
        weakref.finalize(memory, self._free, place).atexit = False
        return torch.from_numpy(memory)

    def copy(self, real: Callable[..., Tensor], target: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:
        """Stand in for `Tensor.copy_`; out of page-locked memory it is an upload, into it a download."""
        there, here = (tensor.untyped_storage().data_ptr() for tensor in (target, source))
        if here in self._locked:
            self.touch("upload")
        elif there in self._locked and self._locked[there] != staging._BAND:
            self.touch("download")
        if non_blocking:
            self.registered |= {there, here} & self._locked.keys()
        return real(target, source)

    def record(self, step: Step, stream: object, pool: object) -> Step:
        """Stand in for `app.cuda.cuda_graph.record`."""
        try:
            self.touch("capture")
            if self.refuses:
                raise RuntimeError("operation not permitted when stream is capturing")
        except RuntimeError as error:
            raise CaptureError(mock.Mock()) from error

        def replay() -> None:
            self.touch("replay")
            step()

        return replay

    def _free(self, place: int) -> None:
        del self._locked[place]
        if place in self.registered:
            self.registered.discard(place)
            if self.is_lost:
                self.abort()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let torch's CUDA be this one."""
        with ExitStack() as stack:
            stubs: dict[str, Any] = {
                "Stream": lambda: FakeStream(self),
                "Event": lambda **options: FakeEvent(self),
                "default_stream": lambda: FakeStream(self),
                "stream": lambda stream: nullcontext(),
                "set_stream": lambda stream: None,
                "graph_pool_handle": lambda: None,
                "synchronize": partial(self.touch, "wait"),
                "empty_cache": partial(self.touch, "free"),
            }
            for name, stub in stubs.items():
                stack.enter_context(mock.patch.object(torch.cuda, name, stub))
            real_empty, real_copy = torch.empty, Tensor.copy_
            stack.enter_context(mock.patch.object(torch, "empty", partial(self.allocate, real_empty)))

            def copy_(target: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:
                return self.copy(real_copy, target, source, non_blocking)

            stack.enter_context(mock.patch.object(Tensor, "copy_", copy_))
            stack.enter_context(mock.patch("app.cuda.cuda_device.record", self.record))
            # So small that every frame passes through several.
            stack.enter_context(mock.patch.object(staging, "_BAND", 4096))
            device = CudaDevice(torch.device("cpu"))
            stack.enter_context(mock.patch.object(opening, "CudaProcessor", partial(CudaProcessor, device=device)))
            stack.enter_context(mock.patch.object(opening, "load_network", network))
            yield

    def opening(self, on_cpu: Open, size: Size = SMALL, *, is_explicit: bool = False) -> GpuOpening:
        """Return what opens the GPU's processor as the application does, with another for the CPU."""

        def on_gpu(stats: Stats) -> FrameProcessor:
            self.openings += 1
            return opening.open_on_cuda("fake", stats, live=True, threads=1, size=size)

        return GpuOpening(on_gpu, on_cpu, GpuHistory(), is_explicit)


def network(name: str, device: str, modules: Sequence[nn.Module] = ()) -> Network:
    """Return a network that finds what is green, on the CPU."""
    module = modules[0] if modules else Greenness()
    return Network(module, Preprocessing((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 64 * 64), torch.device("cpu"), name)
