"""Small networks with classes, as runs and public implementations leave them."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from bisenet.classes import Classes
from bisenet.cli import main
from bisenet.data.class_dataset import Augmentation
from bisenet.losses_multiclass import SoftmaxLoss
from bisenet.manifest import ModelCard, find_card
from bisenet.models import create_model
from bisenet.models.public_keys import to_our_keys
from bisenet.preprocess import Preprocessing
from bisenet.training.config import TrainConfig
from bisenet.training.tasks import ClassesTask
from tests.bisenet.networks import randomise

SMALL = "bisenet-mobilenetv2"
CLASSES = Classes.from_dict({"names": ["road", "left kerb", "right kerb"], "swapped": [[1, 2]]})
PREPROCESSING = Preprocessing((0.4, 0.5, 0.6), (0.2, 0.25, 0.3), 64 * 96)


def random_model(name: str, num_classes: int, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return randomise(create_model(name, num_classes))


def write_run(path: Path, classes: Classes = CLASSES, model: str = SMALL, seed: int = 0) -> nn.Module:
    """Write a checkpoint as `bisenet train` does at the end of a run with classes; return its network."""
    network = random_model(model, len(classes), seed)
    config = TrainConfig(
        model, PREPROCESSING, ClassesTask(Augmentation((64, 96)), classes), loss=SoftmaxLoss(), seed=seed
    )
    state = network.state_dict()
    rest: dict[str, Any] = {"optimizer": {}, "pretrained": []}
    torch.save({"config": config.to_dict(), "step": 7, "model": state, "ema": state, **rest}, path)
    return network


def import_random(
    path: Path, folder: Path, num_classes: int = 3, *more: str, model: str = SMALL, name: str = SMALL
) -> ModelCard:
    """Write the bare weights of a random network, import them by the command, and return the card."""
    torch.save(random_model(model, num_classes).state_dict(), path)
    arguments = ["import", str(path), "--model", model, "--num-classes", str(num_classes), "--name", name]
    assert main([*arguments, "--folder", str(folder), "--pixel-budget", "6144", *more]) == 0
    return find_card(name, folder)


def picture(height: int = 64, width: int = 96, seed: int = 0) -> NDArray[np.uint8]:
    """Return a smooth random picture, RGB uint8 (height, width, 3)."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def in_names_of(names: dict[str, str], model: nn.Module) -> dict[str, torch.Tensor]:
    """Return a network's weights under the names of a public implementation.

    Args:
        names: ours by theirs, by prefix.
        model: whose weights they are.
    """
    state = {}
    for key, value in model.state_dict().items():
        theirs, ours = next(pair for pair in names.items() if key.startswith(pair[1]))
        state[theirs + key.removeprefix(ours)] = value
    assert to_our_keys(state).keys() == model.state_dict().keys()
    return state
