"""A tiny network that finds what is bright, and the device that tests run on."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from app.core.stats import Stats
from app.cuda.processor import CudaProcessor
from bisenet.inference.tensors.network import Network
from bisenet.preprocess import Preprocessing

PREPROCESSING = Preprocessing((0.5, 0.5, 0.5), (0.25, 0.25, 0.25), 96 * 128)


class Brightness(nn.Module):
    """Takes what is brighter than the middle for person; `damage` is added to every logit."""

    def __init__(self, damage: float = 0.0) -> None:
        super().__init__()
        self.damage = damage

    def forward(self, image: Tensor) -> Tensor:
        """Map (1, 3, h, w) to (1, 1, h, w)."""
        return image.mean(1, keepdim=True) * 10 + self.damage


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def device(request: pytest.FixtureRequest) -> torch.device:
    """Return each device in turn."""
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    return torch.device(request.param)


@pytest.fixture
def processor_of(device: torch.device) -> Callable[[nn.Module], CudaProcessor]:
    """Return a function that builds a processor around a module."""
    return lambda module: CudaProcessor(Network(module, PREPROCESSING, device, "fake"), Stats())
