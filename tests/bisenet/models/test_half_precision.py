"""How far the networks stay from the largest number that half precision holds, which is 65,504."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.devices.media.pictures import read_picture
from app.devices.media.video_reader import VideoReader
from app.factory import assets
from bisenet.inference.tensors.network import load_network
from bisenet.manifest import read_manifest

pytestmark = pytest.mark.slow

LARGEST = 10_000
_PICTURES = 6


@pytest.fixture(scope="module")
def demo() -> list[NDArray[np.uint8]]:
    """Return frames of the demo clip."""
    with VideoReader(assets() / "demo.mp4") as reader:
        frames = (item[0] for item in reader.items() if isinstance(item, tuple))
        return list(islice(frames, 0, 96, 24))


def largest(name: str, pictures: list[NDArray[np.uint8]]) -> dict[str, float]:
    """Return the largest magnitude of what each layer of a network gives for pictures."""
    network = load_network(name, "cpu")
    found: dict[str, float] = {}

    def look(layer: str, answer: object) -> None:
        if isinstance(answer, Tensor):
            found[layer] = max(found.get(layer, 0.0), float(answer.abs().max()))

    for layer, module in network._model.named_modules():
        module.register_forward_hook(lambda _, __, answer, layer=layer: look(layer, answer))
    with torch.inference_mode():
        for rgb in pictures:
            height, width = network.preprocessing.input_size(*rgb.shape[:2])
            small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
            network(torch.from_numpy(small).permute(2, 0, 1).float())
    return found


@pytest.mark.parametrize("name", read_manifest())
def test_every_layer_on_the_demo_clip(name: str, demo: list[NDArray[np.uint8]]) -> None:
    found = largest(name, demo)
    assert len(found) > 50
    assert max(found.values()) < LARGEST, sorted(found.items(), key=lambda item: -item[1])[:5]


@pytest.mark.parametrize("name", read_manifest())
def test_every_layer_on_pictures_that_were_never_trained_on(name: str, shared_data: Path) -> None:
    folders = sorted(folder for folder in (shared_data / "val").glob("*") if folder.is_dir())
    paths = [path for folder in folders for path in islice(sorted(folder.rglob("*.jpg")), _PICTURES)]
    if not paths:
        pytest.skip("needs the validation pictures beside the project")
    assert max(largest(name, [read_picture(path) for path in paths]).values()) < LARGEST


@pytest.mark.parametrize("name", read_manifest())
def test_folded_weights_are_finite_in_half_precision(name: str) -> None:
    model: nn.Module = load_network(name, "cpu")._model
    for layer, weights in model.named_parameters():
        assert bool(torch.isfinite(weights.half()).all()), layer
