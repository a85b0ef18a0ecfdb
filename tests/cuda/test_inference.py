"""Which processor the words of the command line mean."""

import pytest
import torch

from app import inference
from app.core.compositing.processor import Processor
from app.core.opening import GpuOpening
from app.core.stats import Stats
from app.cuda import opening
from app.cuda.processor import CudaProcessor
from app.inference import processor_opener
from bisenet.inference.tensors import network
from tests.cuda.conftest import PREPROCESSING, Brightness


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Pretend that there is a GPU; return which networks were asked for."""
    names: list[tuple[str, str]] = []

    def load(name: str, device: str) -> network.Network:
        names.append((name, device))
        return network.Network(Brightness(), PREPROCESSING, torch.device("cpu"), name)

    monkeypatch.setattr(inference, "has_cuda_driver", lambda: True)
    monkeypatch.setattr(inference, "gpu_problem", lambda: "")
    monkeypatch.setattr(opening, "load_network", load)
    return names


@pytest.mark.parametrize("engine", ["auto", "torch"])
def test_on_cuda_the_frame_stays_there(asked: list[tuple[str, str]], engine: str) -> None:
    for model in (None, "bisenet-mobilenetv2"):
        made = processor_opener(model, "auto", engine)
        assert isinstance(made, GpuOpening)
        assert isinstance(made.on_gpu(Stats()), CudaProcessor)
        assert isinstance(made.on_cpu(Stats()), Processor)
    assert asked == [("bisenet-resnet18", "cuda"), ("bisenet-mobilenetv2", "cuda")]


@pytest.mark.parametrize(
    ("device", "engine"), [("cpu", "auto"), ("cpu", "torch"), ("cpu", "onnx"), ("auto", "onnx"), ("auto", "onnx-int8")]
)
def test_on_the_cpu_it_does_not(asked: list[tuple[str, str]], device: str, engine: str) -> None:
    made = processor_opener("bisenet-mobilenetv2", device, engine)
    assert not isinstance(made, GpuOpening)
    assert isinstance(made(Stats()), Processor)
    assert asked == []
