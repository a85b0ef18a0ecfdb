"""What the GPU's driver asks of a program around its arithmetic, on a fake of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from app.core.compositing.backgrounds import ColourBackground
from app.core.errors import GpuError
from app.core.look import Look
from app.core.stats import Stats
from app.core.types import Composite, Frame, FrameRequest, Rgb
from app.cuda import cuda_device, cuda_graph, opening
from app.cuda.processor import CudaProcessor
from tests.cuda.fake_gpu import FakeGpu, Greenness, network
from tests.fakes import SMALL
from tests.leaks.studio import draw

GREEN = ColourBackground(0, 177, 64)


def opened() -> CudaProcessor:
    return opening.open_on_cuda("fake", Stats(), live=True, threads=1, size=SMALL)


def processed(processor: CudaProcessor, number: int = 0, look: Look | None = None) -> Composite:
    return processor.process(FrameRequest(Frame(draw(0, number), number, 0.0), GREEN, SMALL, look or Look()))


def test_memory_that_is_handed_out_is_registered_with_no_stream() -> None:
    """Else freeing it, in whatever thread and whatever state of the device, would call the driver."""
    gpu = FakeGpu()
    with gpu.installed():
        processor = opened()
        staging = set(gpu.registered)
        held = [processed(processor, number) for number in range(6)]
        assert gpu.calls["download"] > 6
        assert gpu.registered == staging
        assert {composite.rgb.ctypes.data for composite in held}.isdisjoint(staging)


def test_dropping_composites_of_a_lost_device_touches_nothing() -> None:
    aborted: list[bool] = []
    gpu = FakeGpu(abort=lambda: aborted.append(True))
    with gpu.installed():
        processor = opened()
        held = [processed(processor, number) for number in range(6)]
        gpu.lose_at = "upload"
        with pytest.raises(GpuError, match="the device is lost"):
            processed(processor)
        touched = gpu.touched
        held.clear()
        processor.close()
        del processor
        assert (gpu.touched, aborted) == (touched, [])


def test_every_byte_of_a_frame_passes_through_the_bands() -> None:
    gpu = FakeGpu()
    rgb = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    with gpu.installed():
        device = cuda_device.CudaDevice(torch.device("cpu"))
        target = torch.zeros(48, 64, 3, dtype=torch.uint8)
        for picture in (rgb, rgb[::-1]):
            device.send(picture, target)
            assert np.array_equal(device.fetch(target.flatten()).reshape(rgb.shape), picture)


def test_without_page_locked_memory_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = FakeGpu()

    def refused(*words: Any, pin_memory: bool = False, **options: Any) -> Tensor:
        if pin_memory:
            raise RuntimeError("CUDA error: out of memory")
        return real(*words, **options)

    with gpu.installed():
        real = torch.empty
        monkeypatch.setattr(torch, "empty", refused)
        assert not processed(opened()).is_slate


class Broken(Greenness):
    """Fails while a graph is recorded."""

    is_recorded = False

    def forward(self, image: Tensor) -> Tensor:
        if Broken.is_recorded:
            raise RuntimeError("operation not permitted when stream is capturing")
        return super().forward(image)


@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_graph_that_cannot_be_recorded_is_done_without(
    at_the_end: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As torch does, the end of recording raises an error of its own where the steps raised one."""

    @contextmanager
    def recording(*words: object, **options: object) -> Iterator[None]:
        begun.append(True)
        Broken.is_recorded = not at_the_end
        try:
            yield
        finally:
            Broken.is_recorded = False
            raise RuntimeError("the capture ended with an error")

    begun: list[bool] = []
    gpu = FakeGpu()
    with gpu.installed(), caplog.at_level(logging.WARNING):
        monkeypatch.setattr(cuda_device, "record", cuda_graph.record)
        monkeypatch.setattr(torch.cuda, "CUDAGraph", SimpleNamespace)
        monkeypatch.setattr(torch.cuda, "graph", recording)
        monkeypatch.setattr(opening, "load_network", lambda name, device: network(name, device, [Broken()]))
        processor = opened()
        assert person(processed(processor).rgb)
        # Another route is not recorded either.
        assert person(processed(processor, look=Look(feather=3)).rgb)
    assert len(begun) == 1
    assert processor.describe() == "fake, PyTorch, CPU, no CUDA graph"
    (record,) = caplog.records
    wanted = "the capture ended with an error" if at_the_end else "operation not permitted when stream is capturing"
    assert wanted in record.getMessage()


def test_where_half_precision_fails_float32_goes_on() -> None:
    class Half(Greenness):
        def forward(self, image: Tensor) -> Tensor:
            answer = super().forward(image.float())
            return answer * float("nan") if image.dtype == torch.float16 else answer

    gpu = FakeGpu()
    with gpu.installed():
        half = network("fake", "cuda", [Half()])
        half._dtype = torch.float16
        processor = CudaProcessor(half, Stats(), device=cuda_device.CudaDevice(torch.device("cpu")))
        assert person(processed(processor).rgb)
        assert ", float32" in processor.describe()
        assert person(processed(processor, 1).rgb)


def test_matrices_are_never_multiplied_in_tf32(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.backends.cuda.matmul.fp32_precision = "tf32"
    network("fake", "cpu")
    assert torch.backends.cuda.matmul.fp32_precision == "ieee"


def person(rgb: Rgb) -> bool:
    """Say whether somebody of the studio is shown."""
    return bool((rgb[..., 1] >= 240).any())
