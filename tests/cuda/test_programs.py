"""How many programs are built, each of which is a graph to record, and how much memory stays."""

import gc
import weakref

import numpy as np
import pytest
import torch
from torch import Tensor

from app.core.compositing.backgrounds import ColourBackground
from app.core.errors import GpuError
from app.core.look import Look
from app.core.stats import Stats
from app.core.types import Frame, FrameRequest, Size
from app.cuda import processor as module
from app.cuda.device import Bytes, Device
from app.cuda.processor import CudaProcessor
from app.cuda.program import Program
from bisenet.inference.tensors.network import Network
from tests.cuda.conftest import PREPROCESSING, Brightness

pytestmark = pytest.mark.slow

SIZE = Size(640, 360)
GREEN = ColourBackground(0, 177, 64)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """Return the programs that are built, and keep them from computing anything."""
    made: list[Program] = []

    def build(*words: object) -> Program:
        made.append(Program(*words))  # type: ignore[arg-type]
        return made[-1]

    def nothing(self: Program) -> None:
        self._sound.fill_(1)

    monkeypatch.setattr(module, "Program", build)
    monkeypatch.setattr(Program, "step", nothing)
    return made


def frame(source: int = 0) -> Frame:
    return Frame(np.zeros((SIZE.height, SIZE.width, 3), np.uint8), 0, 0.0, source)


def processor() -> CudaProcessor:
    return CudaProcessor(Network(Brightness(), PREPROCESSING, torch.device("cpu"), "fake"), Stats())


@pytest.mark.parametrize("sign", [1, -1])
def test_few_while_a_slider_is_dragged(sign: int, built: list[Program]) -> None:
    """Radii go from 0 to 10 pixels of the matte: none, and those that 0, 1, 2, 3 and 4 discs make up."""
    ours = processor()
    for tenth in range(201):
        ours.process(FrameRequest(frame(), GREEN, SIZE, Look(grow=sign * tenth / 10)))
    assert len(built) == 6


def test_none_when_a_camera_is_opened_once_more(built: list[Program]) -> None:
    ours = processor()
    for source in range(1, 6):
        ours.process(FrameRequest(frame(source), GREEN, SIZE))
    assert len(built) == 1


def test_the_camera_finds_what_was_rehearsed(built: list[Program]) -> None:
    ours = processor()
    ours.rehearse(SIZE)
    ours.process(FrameRequest(frame(1), GREEN, SIZE))
    assert len(built) == 1


def test_what_is_closed_is_gone_at_once() -> None:
    """Without a graph a program holds its own step; nobody collects garbage in the worker's thread."""
    ours = CudaProcessor(Network(Brightness(), PREPROCESSING, torch.device("cpu"), "fake"), Stats())
    gc.collect()
    gc.disable()
    try:
        ours.process(FrameRequest(frame(), GREEN, SIZE))
        assert ours._video is not None
        (program,) = (weakref.ref(each) for each in ours._video._programs.values())
        ours.close()
        assert program() is None
    finally:
        gc.enable()


class Ordered(Device):
    """Writes down what it is asked for."""

    def __init__(self) -> None:
        super().__init__(torch.device("cpu"))
        self.asked: list[str] = []

    def catch_up(self) -> None:
        self.asked.append("catch up")

    def send(self, array: Bytes, target: Tensor) -> None:
        self.asked.append("send")
        super().send(array, target)


def test_weights_that_were_widened_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half precision gives NaN here, as on some cards; float32 does not."""
    device, network = Ordered(), Network(Nan(), PREPROCESSING, torch.device("cpu"), "fake")
    monkeypatch.setattr(network, "_dtype", torch.float16)
    ours = CudaProcessor(network, Stats(), device=device)
    device.asked.clear()

    def widen(self: Network) -> None:
        device.asked.append("widen")
        self._dtype = torch.float32

    monkeypatch.setattr(Network, "widen", widen)
    assert ours.process(FrameRequest(frame(), GREEN, SIZE)).matte is not None
    start = device.asked.index("widen")
    assert device.asked[start : start + 3] == ["widen", "catch up", "send"]


class Nan(Brightness):
    """Is right in float32 alone."""

    def forward(self, image: Tensor) -> Tensor:
        out = super().forward(image.float())
        return out if image.dtype is torch.float32 else out * torch.nan


class Sometimes(Brightness):
    """Fails with an error once that is set."""

    error: RuntimeError | None = None

    def forward(self, image: Tensor) -> Tensor:
        if self.error is not None:
            raise self.error
        return super().forward(image)


@pytest.mark.parametrize("kind", [torch.OutOfMemoryError, torch.AcceleratorError])
def test_what_is_lost_is_kept_for_ever_and_nothing_else(kind: type[RuntimeError]) -> None:
    network = Sometimes()
    ours = CudaProcessor(Network(network, PREPROCESSING, torch.device("cpu"), "fake"), Stats())
    network.error = kind("It failed.")
    with pytest.raises(GpuError):
        ours.process(FrameRequest(frame(), GREEN, SIZE))
    ours.close()
    network.error = None
    left = weakref.ref(ours)
    del ours, network
    gc.collect()
    assert (left() is not None) is (kind is torch.AcceleratorError)
