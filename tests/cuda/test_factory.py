"""Which processor the words of the command line mean."""

import pytest
import torch

from app.core.processor import Processor
from app.core.stats import Stats
from app.cuda.processor import CudaProcessor
from app.factory import processor_opener
from bisenet.inference import segmenter as inference
from bisenet.inference.tensors import network
from tests.cuda.conftest import PREPROCESSING, Brightness


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Pretend that `auto` finds a CUDA device; return which networks were asked for."""
    names: list[tuple[str, str]] = []

    def load(name: str, device: str) -> network.Network:
        names.append((name, device))
        return network.Network(Brightness(), PREPROCESSING, torch.device("cpu"), name)

    monkeypatch.setattr(inference, "choose_device", lambda device: "cuda" if device == "auto" else device)
    monkeypatch.setattr(network, "load_network", load)
    return names


@pytest.mark.parametrize("engine", ["auto", "torch"])
def test_on_cuda_the_frame_stays_there(asked: list[tuple[str, str]], engine: str) -> None:
    assert isinstance(processor_opener(None, "auto", engine)(Stats()), CudaProcessor)
    assert isinstance(processor_opener("bisenet-mobilenetv2", "auto", engine)(Stats()), CudaProcessor)
    assert asked == [("bisenet-resnet18", "cuda"), ("bisenet-mobilenetv2", "cuda")]


@pytest.mark.parametrize("engine", ["auto", "torch", "onnx"])
def test_on_the_cpu_it_does_not(asked: list[tuple[str, str]], engine: str) -> None:
    assert isinstance(processor_opener(None, "cpu", engine)(Stats()), Processor)
    assert asked == []
